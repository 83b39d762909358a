import { version } from '../config/version.js';

/** In the format of `cliploop --version`. */
export const versionLine = `cliploop-server/${version} ${process.platform}-${process.arch} node-${process.version}\n`;
