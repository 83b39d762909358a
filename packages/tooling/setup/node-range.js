import { readFileSync } from 'node:fs';
import { at } from './paths.js';

/** @returns {string} the Node versions that the project supports, such as `^20.19.0 || >=24.0.0` */
export const supportedNode = () => JSON.parse(readFileSync(at('package.json'), 'utf8')).engines.node;

/** @param {string} version @returns {[number, number, number]} */
function parse(version) {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return [major, minor, patch];
}

/** @param {string} version @param {string} lowest */
function isAtLeast(version, lowest) {
  const wanted = parse(lowest);
  const found = parse(version);
  const difference = wanted.findIndex((part, index) => part !== found[index]);
  return difference < 0 || /** @type {number} */ (found[difference]) > /** @type {number} */ (wanted[difference]);
}

/** @param {string} range of `^1.2.3` and `>=1.2.3`, joined by `||` @returns {string[]} the lowest version of each part */
export const lowestVersions = (range) => range.split('||').map((part) => part.trim().replace(/^(?:\^|>=)/, ''));

/**
 * @param {string} version such as 20.19.0
 * @param {string} range of `^1.2.3` and `>=1.2.3`, joined by `||`
 */
export const isInRange = (version, range) =>
  range.split('||').some((part) => {
    const [lowest = ''] = lowestVersions(part);
    return isAtLeast(version, lowest) && (!part.trim().startsWith('^') || parse(version)[0] === parse(lowest)[0]);
  });
