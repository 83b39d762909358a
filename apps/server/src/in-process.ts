/*
 * The service inside another process, for tests that replace or inspect its parts. The command runs `main.ts`.
 */
export { command } from './command/command.js';
export { commands } from './command/commands.js';
export { type Config, readConfig } from './config/config.js';
export { ConfigError } from './config/setting.js';
export { type Started, start } from './process/start.js';
