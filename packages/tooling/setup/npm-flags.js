/**
 * @typedef {object} Program
 * @property {string} script as it is typed: "npm run animate"
 * @property {readonly string[]} flags long names that take a value
 * @property {readonly string[]} switches long names without a value
 * @property {string} letters short flags
 */

/** @type {Program} */
export const animateProgram = {
  script: 'npm run animate',
  flags: [
    ...['output', 'input', 'start', 'end', 'duration', 'stream', 'width', 'height', 'fit', 'background', 'fps'],
    ...['input-fps', 'crop', 'gravity', 'speed', 'playback', 'format', 'quality', 'effort', 'loop', 'dither'],
    ...[
      'max-bytes',
      'seamless',
      'seamless-window',
      'crossfade',
      'reduce',
      'for',
      'template',
      'threads',
      'max-pixels',
      'max-memory',
      'max-duration',
      'max-frames',
      'max-output-bytes',
    ],
    ...['max-spool-bytes', 'timeout-ms'],
  ],
  switches: ['overwrite', 'resolution-adaptive', 'open', 'json', 'quiet', 'verbose'],
  letters: 'oisetwHrfqyv',
};

/** @type {Program} */
export const startProgram = {
  script: 'npm start',
  flags: [
    ...['role', 'host', 'port', 'listen', 'data', 'public-url', 'tls-cert', 'tls-key', 'app-id', 'pg-user'],
    ...['fetch-allow', 'slots', 'max-segment', 'task-timeout', 'task-memory', 'max-source', 'output-grace'],
    ...['retention', 'log-level', 'admin', 'drain', 'max-connections', 'max-connections-per-address', 'trust-proxy'],
    ...['sandbox', 'reserve', 'signature-uploads', 'signature-bytes', 'app-uploads', 'app-bytes'],
    ...['audit-retention', 'console', 'url-max-segment', 'url-max-pixels', 'url-timeout', 'url-queue', 'url-cache'],
    ...['url-retention'],
  ],
  switches: [],
  letters: '',
};

// npm has options of these names; a user may have meant npm.
const npmOptions = ['json', 'quiet', 'verbose'];

/**
 * Explains that npm read flags as its own options, because `--` before the arguments is missing. npm passes an unknown flag to
 * a script as a variable (`--start 1` is npm_config_start=true and the argument 1), and a known one not at all: it
 * reads `--fps` as `-f -p -s` and `--format` as `--format-package-lock`.
 *
 * @param {Program} program
 * @param {readonly string[]} args the arguments that reached the script
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined} undefined: npm took no flag
 */
export function explainNpmFlags({ script, flags, switches, letters }, args, env) {
  if (env.npm_lifecycle_event === undefined) return undefined;
  /** @type {{ name: string, value: string | undefined }[]} */
  const taken = [];
  const take = (/** @type {string} */ flag, /** @type {boolean} */ takesValue) => {
    const value = env[`npm_config_${flag.replace(/^-+/, '').replaceAll('-', '_')}`];
    if (value === undefined) return;
    if (!takesValue) taken.push({ name: value === '' ? flag.replace('--', '--no-') : flag, value: '' });
    else taken.push({ name: flag, value: value === 'true' ? undefined : value });
  };
  for (const name of flags) take(`--${name}`, true);
  for (const name of switches) if (!npmOptions.includes(name)) take(`--${name}`, false);
  for (const letter of letters) take(`-${letter}`, letter !== 'y' && letter !== 'v');
  const fps = env.npm_config_force === 'true' && env.npm_config_parseable === 'true';
  if (fps && flags.includes('fps')) taken.push({ name: '--fps', value: undefined });
  if (taken.length === 0) return strayValue(script, args);
  const names = taken.map(({ name }) => name);
  const named = names.length === 1 ? names[0] : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  return `npm took ${named} as its own ${names.length === 1 ? 'option' : 'options'}. Put -- before the arguments: ${[script, '--', ...rebuilt(args, taken)].join(' ')}`;
}

/**
 * Of a flag that npm accepts (`-s`, `-q`, `--format`), only the value is left.
 *
 * @param {string} script
 * @param {readonly string[]} args
 */
function strayValue(script, args) {
  const stray = args.slice(1).find((word) => valueOnly.test(word) || /^(gif|webp)$/i.test(word));
  if (stray === undefined || args.some((word) => word.startsWith('-'))) return undefined;
  return `${stray} looks like the value of a flag that npm took as its own option. Put -- before the arguments: ${script} -- ${args[0]} FLAG ${stray}`;
}

const valueOnly = /^[\d.,:]+(s|m|px|%|fps)?$/;

/**
 * The command line as it was meant. Which argument belongs to which flag is known only of a single flag: a number is its
 * value, or else the last argument is.
 *
 * @param {readonly string[]} args
 * @param {readonly { name: string, value: string | undefined }[]} taken
 */
function rebuilt(args, taken) {
  const open = taken.filter(({ value }) => value === undefined);
  const rest = [...args];
  let value = 'VALUE';
  if (open.length === 1 && rest.length > 0) {
    const number = rest.findIndex((word) => valueOnly.test(word));
    [value = 'VALUE'] = rest.splice(number === -1 ? rest.length - 1 : number, 1);
  } else if (open.length > 1) {
    rest.splice(Math.max(rest.length - open.length, 0));
  }
  return [...rest, ...taken.flatMap((flag) => (flag.value === '' ? [flag.name] : [flag.name, flag.value ?? value]))];
}
