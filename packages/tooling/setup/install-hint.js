/** @typedef {import('./requirements.js').Requirement} Requirement */

/** Platforms in the order in which the message names them. */
const platforms = [
  { name: 'Debian, Ubuntu', manager: 'apt', command: 'sudo apt-get install' },
  { name: 'Fedora', manager: 'dnf', command: 'sudo dnf install' },
  { name: 'Arch', manager: 'pacman', command: 'sudo pacman -S' },
  { name: 'Alpine', manager: 'apk', command: 'sudo apk add' },
  { name: 'macOS', manager: 'brew', command: 'brew install' },
];

/**
 * @param {Requirement[]} requirements
 * @param {string[]} keys names of a distribution or manager, the preferred one first
 * @returns {string[]} package names, each once
 */
export function packagesFor(requirements, keys) {
  const names = requirements.map(({ packages }) => keys.map((key) => packages[key]).find((name) => name !== undefined));
  return [...new Set(names)].filter((name) => name !== undefined);
}

/**
 * @param {Requirement[]} requirements what is missing
 * @returns {string} how to install it on each platform, a line each
 */
export function installHint(requirements) {
  const width = Math.max(...platforms.map(({ name }) => name.length));
  return platforms
    .map(({ name, manager, command }) => {
      return `  ${name.padEnd(width)}  ${command} ${packagesFor(requirements, [manager]).join(' ')}`;
    })
    .join('\n');
}
