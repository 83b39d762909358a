/*
 * The service inside another process, for tests that replace parts of it or look into it. The command runs `main.ts`.
 */
export { command } from './command/command.js';
export { type Config, readConfig } from './config/config.js';
export { ConfigError } from './config/setting.js';
export { type Started, start } from './process/start.js';
