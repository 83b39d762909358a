/** A box of an ISO base media file (MP4, HEIF). */
export function box(name: string, ...parts: readonly Uint8Array[]): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + parts.reduce((sum, part) => sum + part.length, 0), 0);
  head.write(name, 4, 'latin1');
  return Buffer.concat([head, ...parts]);
}

/** The boxes one after the other, with their names. */
export function boxesIn(bytes: Buffer): { name: string; content: Buffer }[] {
  const boxes: { name: string; content: Buffer }[] = [];
  for (let at = 0; at + 8 <= bytes.length; at += bytes.readUInt32BE(at)) {
    const content = bytes.subarray(at + 8, at + bytes.readUInt32BE(at));
    boxes.push({ name: bytes.toString('latin1', at + 4, at + 8), content });
  }
  return boxes;
}

/** Replaces the content of the box at a path such as "moov/trak". `skip`: bytes before the inner boxes, by name. */
export function editBox(
  bytes: Buffer,
  path: readonly string[],
  edit: (content: Buffer, index: number) => Buffer,
  skip: Readonly<Record<string, number>> = {},
): Buffer {
  const [name = '', ...inner] = path;
  let index = 0;
  const edited = boxesIn(bytes).map((child) => {
    if (child.name !== name) return box(child.name, child.content);
    const before = skip[name] ?? 0;
    const content =
      inner.length === 0
        ? edit(child.content, index++)
        : Buffer.concat([
            child.content.subarray(0, before),
            editBox(child.content.subarray(before), inner, edit, skip),
          ]);
    return box(name, content);
  });
  return Buffer.concat(edited);
}
