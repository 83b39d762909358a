/** CRC-64/XZ as Go's hash/crc64 computes it, with one table of two 32-bit halves; decimal. */
export function crc64(bytes: Uint8Array): string {
  let high = 0xffffffff;
  let low = 0xffffffff;
  for (const byte of bytes) {
    const at = (low ^ byte) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ (lows[at] ?? 0);
    high = (high >>> 8) ^ (highs[at] ?? 0);
  }
  return ((BigInt(~high >>> 0) << 32n) | BigInt(~low >>> 0)).toString();
}

const highs = new Uint32Array(256);
const lows = new Uint32Array(256);
for (let at = 0; at < 256; at++) {
  let crc = BigInt(at);
  for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ 0xc96c5795d7870f42n : crc >> 1n;
  highs[at] = Number(crc >> 32n);
  lows[at] = Number(crc & 0xffffffffn);
}
