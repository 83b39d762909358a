/** The lines of a diagram: each name, and the names that it may import. */
export type Floors = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Reads the diagram of the floors in a README: the lines of its first code block with the language `floors`. A line is a name
 * or `name → name name ...`. The folder or module before the arrow may import those after it.
 * @throws Error for a document without a diagram, an arrow to a name without a line, and an arrow that points up
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
        if (at < 0) throw new Error(`The arrow ${name} → ${target} points to a name without a line`);
        if (at <= index) throw new Error(`The arrow ${name} → ${target} points up`);
      }
      return [name, new Set(targets)];
    }),
  );
}
