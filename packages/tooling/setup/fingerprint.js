import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { at } from './paths.js';

const madeFolders = /^(node_modules|dist|coverage|build(-.*)?|\..*)$/;
const testFile = /\.test\.tsx?$/;

/**
 * @param {string} folder relative to the root
 * @returns {string[]} the source files under it, relative to the root, in order
 */
function sources(folder) {
  return readdirSync(at(folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return madeFolders.test(entry.name) ? [] : sources(path);
      return testFile.test(entry.name) ? [] : [path];
    });
}

/**
 * One text that changes with anything that a build reads.
 * @param {string[]} folders of the workspaces that are built
 * @param {string[]} more further texts that matter, such as versions of tools
 */
export function fingerprint(folders, more) {
  const hash = createHash('sha256');
  const files = ['package.json', 'package-lock.json', 'turbo.json', 'tsconfig.base.json', ...folders.flatMap(sources)];
  for (const file of files) {
    const bytes = readFileSync(at(file));
    hash.update(`${file}\0${bytes.length}\0`).update(bytes);
  }
  return hash.update(more.join('\0')).digest('hex');
}
