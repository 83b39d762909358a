import { fileURLToPath } from 'node:url';

/** The project's root folder, without a trailing slash. */
export const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');

/** @param {string} path relative to the root */
export const at = (path) => `${root}/${path}`;

/** What the native build makes. */
export const addon = at('native/build/Release/cliploop.node');
