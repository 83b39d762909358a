/** A seeded source of numbers (mulberry32): the same seed gives the same inputs. */
export class Random {
  constructor(private state: number) {}

  /** An integer from 0 to count - 1. */
  below(count: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * count);
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T;
  }
}

type Mutation = (bytes: Buffer, random: Random, others: readonly Buffer[]) => Buffer;

const flipBits: Mutation = (bytes, random) => {
  for (let flips = 1 + random.below(8); flips > 0; flips--) {
    const at = random.below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
  }
  return bytes;
};

const overwrite: Mutation = (bytes, random) => {
  const at = random.below(bytes.length);
  const value = random.pick([0, 1, 0x7f, 0x80, 0xff]);
  return bytes.fill(value, at, Math.min(bytes.length, at + 1 + random.below(64)));
};

const truncate: Mutation = (bytes, random) => bytes.subarray(0, 1 + random.below(bytes.length));

/** The beginning of one file and the end of another one. */
const splice: Mutation = (bytes, random, others) => {
  const other = random.pick(others);
  return Buffer.concat([bytes.subarray(0, random.below(bytes.length)), other.subarray(random.below(other.length))]);
};

const repeat: Mutation = (bytes, random) => {
  const from = random.below(bytes.length);
  const part = bytes.subarray(from, from + 1 + random.below(2048));
  const at = random.below(bytes.length);
  return Buffer.concat([bytes.subarray(0, at), part, part, bytes.subarray(at)]);
};

const remove: Mutation = (bytes, random) => {
  const at = random.below(bytes.length);
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(256))]);
};

const sizes = [0, 1, 7, 8, 16, 255, 65_535, 0x7fffffff, 0x80000000, 0xffffffff];

/** The types of the chunks of a container: places of four letters or digits. */
function chunks(bytes: Buffer): number[] {
  const found = [...bytes.toString('latin1').matchAll(/[A-Za-z0-9 ]{4}/g)].map(({ index }) => index);
  return found.filter((at) => at >= 4 && at + 8 <= bytes.length);
}

/** Changes a size: the four bytes before the type, as in MP4, or after it, as in RIFF. */
const changeSize: Mutation = (bytes, random) => {
  const types = chunks(bytes);
  if (types.length === 0) return overwrite(bytes, random, []);
  const at = random.pick(types);
  const near = bytes.readUInt32BE(at - 4);
  const size = random.pick([...sizes, (near + 1) >>> 0, (near - 1) >>> 0, (near * 2) >>> 0, bytes.length]);
  if (random.below(2) === 0) bytes.writeUInt32BE(size, at - 4);
  else bytes.writeUInt32LE(size, at + 4);
  return bytes;
};

/** Replaces the type of a chunk by that of another one. */
const changeType: Mutation = (bytes, random) => {
  const types = chunks(bytes);
  if (types.length === 0) return flipBits(bytes, random, []);
  const from = random.pick(types);
  bytes.copy(bytes, random.pick(types), from, from + 4);
  return bytes;
};

/** Moves, removes or doubles a whole chunk. */
const changeChunks: Mutation = (bytes, random) => {
  const types = chunks(bytes);
  if (types.length < 3) return remove(bytes, random, []);
  const [from = 0, to = 0] = [random.pick(types) - 4, random.pick(types) - 4].sort((one, other) => one - other);
  const part = bytes.subarray(from, to);
  const rest = random.below(2) === 0 ? Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]) : bytes;
  if (random.below(2) === 0) return rest.length > 0 ? rest : bytes;
  const at = Math.min(random.pick(types) - 4, rest.length);
  return Buffer.concat([rest.subarray(0, at), part, rest.subarray(at)]);
};

const mutations = [flipBits, flipBits, overwrite, truncate, splice, repeat, remove, changeSize, changeSize, changeType];
const all: readonly Mutation[] = [...mutations, changeChunks];

/** Makes one to three changes. @param others files for splices @returns a new file, never empty */
export function mutate(bytes: Buffer, random: Random, others: readonly Buffer[]): Buffer {
  let changed: Buffer = Buffer.from(bytes);
  for (let changes = 1 + random.below(3); changes > 0; changes--) {
    const next = random.pick(all)(Buffer.from(changed), random, others);
    if (next.length > 0) changed = next;
  }
  return changed;
}
