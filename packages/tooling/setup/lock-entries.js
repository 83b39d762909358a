/**
 * @typedef {Record<string, string>} Versions
 * @typedef {{ version?: string, link?: boolean, resolved?: string, optional?: boolean, dev?: boolean, dependencies?: Versions,
 *   devDependencies?: Versions, optionalDependencies?: Versions, peerDependencies?: Versions }} Entry
 */

/**
 * Looks a package up as Node does: in the node_modules of the folder that asks, then in those above it.
 * @param {Record<string, Entry>} locked
 * @param {string} from path of the entry that asks
 * @param {string} name
 * @returns {string | undefined} the path of the entry; undefined when the lock has none, as for an optional peer
 */
function resolve(locked, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
    const path = `${folder ? `${folder}/` : ''}node_modules/${name}`;
    if (locked[path] !== undefined) return path;
    if (folder === '') return undefined;
  }
}

/**
 * The entries of the lock that workspaces need, without development dependencies.
 * @param {Record<string, Entry>} locked the lock's packages
 * @param {string[]} folders of workspaces
 * @returns {Record<string, Entry>}
 */
export function neededEntries(locked, folders) {
  const links = Object.keys(locked).filter(
    (path) => locked[path].link && folders.includes(locked[path].resolved ?? ''),
  );
  const needed = new Set(['', ...links]);
  // The iteration of a Set includes entries that are added during it.
  for (const path of needed) {
    const { link, resolved, dependencies, optionalDependencies, peerDependencies } = locked[path] ?? {};
    if (link && resolved !== undefined) needed.add(resolved);
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      const found = resolve(locked, path, name);
      if (found !== undefined) needed.add(found);
    }
  }
  return Object.fromEntries([...needed].map((path) => [path, locked[path]]));
}
