/** Names for the tests of other packages. Programs import only `@cliploop/postgres`. */
export { readyEngine } from './engine.js';
export { readPackage } from './engine-package.js';
export { asUser, type RunAs, resolveRunAs } from './run-as.js';
