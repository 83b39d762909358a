import { posix } from 'node:path';
import { findCircles } from './circles.ts';
import { importsOf } from './imports.ts';
import type { Floors } from './picture.ts';

export interface House {
  /** Text by path, relative to the root of the repository. */
  readonly files: ReadonlyMap<string, string>;
  /** Folders of workspaces, by the names of their packages. */
  readonly packages: ReadonlyMap<string, string>;
  /** The diagram of the repository: folders of workspaces. */
  readonly rooms: Floors;
  /** Diagrams of the floors inside a folder, by this folder. A name is a folder or a module in it. */
  readonly inside: ReadonlyMap<string, Floors>;
}

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const isModule = (path: string): boolean => /(?<!\.d)\.[cm]?[jt]sx?$|\.(cc|h)$/.test(path);
/** Tests, and helpers of tests, may import everything. */
const isTest = (path: string): boolean =>
  /\.test\.[cm]?[jt]sx?$|(^|\/)testing\/|^(native\/)?test\/|\/vitest\.config\.ts$/.test(path);

/** Lists the violations of the diagrams, one line for each. */
export function findViolations(house: House): string[] {
  const arrows = arrowsOf(house);
  return [
    ...betweenRooms(house, arrows),
    ...insideRooms(house, arrows),
    ...circlesIn(house, arrows),
    ...testCode(arrows),
  ].sort();
}

/** Imports that lead to another file of the repository, from all files that are not tests. */
function arrowsOf({ files, packages }: House): Arrow[] {
  const names = [...packages.keys()].sort((a, b) => b.length - a.length);
  const resolved = (from: string, specifier: string): string | undefined => {
    if (/\.(cc|h)$/.test(from)) return `native/src/${specifier}`;
    if (specifier.startsWith('.')) {
      const path = posix.join(posix.dirname(from), specifier);
      return (
        [path, path.replace(/\.js$/, '.ts'), path.replace(/\/dist\/(.*)\.js$/, '/src/$1.ts')].find((name) =>
          files.has(name),
        ) ?? path
      );
    }
    const name = names.find((known) => specifier === known || specifier.startsWith(`${known}/`));
    if (name === undefined) return undefined;
    const entry = specifier.slice(name.length + 1) || 'index';
    return `${packages.get(name)}/src/${entry}.ts`;
  };
  return [...files].flatMap(([from, text]) =>
    isModule(from) && !isTest(from)
      ? importsOf(from, text).flatMap(({ specifier, typeOnly }) => {
          const to = resolved(from, specifier);
          return to === undefined ? [] : [{ from, to, typeOnly }];
        })
      : [],
  );
}

function betweenRooms({ rooms }: House, arrows: readonly Arrow[]): string[] {
  const names = [...rooms.keys()];
  const roomOf = (path: string) => names.find((name) => path.startsWith(`${name}/`));
  return arrows.flatMap(({ from, to }) => {
    const [room, target] = [roomOf(from), roomOf(to)];
    if (room === undefined || target === undefined || room === target || rooms.get(room)?.has(target)) return [];
    return [`${from} imports ${to}: ${room} must not import ${target}`];
  });
}

function insideRooms({ inside }: House, arrows: readonly Arrow[]): string[] {
  return [...inside].flatMap(([folder, floors]) => {
    const roomOf = (path: string) =>
      path
        .slice(folder.length + 1)
        .split('/')[0]
        ?.replace(/\.tsx?$/, '') ?? '';
    const own = arrows.filter(({ from, to }) => from.startsWith(`${folder}/`) && to.startsWith(`${folder}/`));
    return own.flatMap(({ from, to }) => {
      const [room, target] = [roomOf(from), roomOf(to)];
      if (room === target || floors.get(room)?.has(target)) return [];
      return [`${from} imports ${to}: ${room} must not import ${target}`];
    });
  });
}

/** Cycles of modules that import values from each other, and cycles of folders with any imports. */
function circlesIn({ rooms, inside }: House, arrows: readonly Arrow[]): string[] {
  const found: string[] = [];
  for (const room of rooms.keys()) {
    const own = arrows.filter(({ from, to }) => from.startsWith(`${room}/`) && to.startsWith(`${room}/`));
    const values = own.filter(({ typeOnly }) => !typeOnly);
    for (const circle of findCircles(graphOf(values, (path) => path))) {
      found.push(`cycle of modules: ${circle.join(', ')}`);
    }
  }
  for (const folder of inside.keys()) {
    const own = arrows.filter(({ from, to }) => from.startsWith(`${folder}/`) && to.startsWith(`${folder}/`));
    for (const circle of findCircles(graphOf(own, (path) => nounOf(folder, path))))
      found.push(`cycle of folders: ${circle.join(', ')}`);
  }
  return found;
}

/** A folder of a floor with its content, or a module directly in a floor. */
function nounOf(folder: string, path: string): string {
  const [floor, noun] = path.slice(folder.length + 1).split('/');
  return `${folder}/${noun === undefined ? floor : `${floor}/${noun}`}`.replace(/\.tsx?$/, '');
}

/** Programs must not import code for tests. */
function testCode(arrows: readonly Arrow[]): string[] {
  return arrows.flatMap(({ from, to }) =>
    isTest(to) || /^packages\/testing\/|\/internals\.ts$/.test(to)
      ? [`${from} imports ${to}: programs must not import code for tests`]
      : [],
  );
}

function graphOf(arrows: readonly Arrow[], nodeOf: (path: string) => string): Map<string, Set<string>> {
  const graph = new Map<string, Set<string>>();
  for (const { from, to } of arrows) {
    const [a, b] = [nodeOf(from), nodeOf(to)];
    if (a === b) continue;
    const targets = graph.get(a) ?? new Set();
    graph.set(a, targets.add(b));
  }
  return graph;
}
