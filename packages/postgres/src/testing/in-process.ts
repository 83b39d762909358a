export { claim } from '../claim.js';
export { layoutOf } from '../layout.js';
export { startPostgres } from '../start.js';
