/** A room of a picture and the rooms that it may import. */
export type Floors = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Reads the picture of the floors in a README: the lines of its first code block with the language `floors`. A line is a room
 * or `room → room room ...`; the rooms after the arrow are those that it may import.
 * @throws Error for a document without a picture, an arrow to a room without a line, and an arrow that points up
 */
export function readPicture(markdown: string): Floors {
  const [, block] = /^```floors\n(.*?)^```$/ms.exec(markdown) ?? [];
  if (block === undefined) throw new Error('The document has no code block with the language "floors"');
  const lines = block.split('\n').filter((line) => line.trim() !== '');
  const rooms = lines.map((line) => line.split('→').map((side) => side.trim()));
  const names = rooms.map(([name = '']) => name);
  return new Map(
    rooms.map(([name = '', below = ''], index) => {
      const targets = below.split(/\s+/).filter(Boolean);
      for (const target of targets) {
        const at = names.indexOf(target);
        if (at < 0) throw new Error(`The arrow ${name} → ${target} points to a room without a line`);
        if (at <= index) throw new Error(`The arrow ${name} → ${target} points up`);
      }
      return [name, new Set(targets)];
    }),
  );
}
