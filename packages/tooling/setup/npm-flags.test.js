import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { animateProgram, explainNpmFlags, startProgram } from './npm-flags.js';
import { at } from './paths.js';

/**
 * @param {string[]} args
 * @param {Record<string, string>} config what npm set
 */
const animate = (args, config) =>
  explainNpmFlags(animateProgram, args, {
    npm_lifecycle_event: 'animate',
    npm_config_cache: '/home/me/.npm',
    npm_config_yes: '',
    ...Object.fromEntries(Object.entries(config).map(([name, value]) => [`npm_config_${name}`, value])),
  });

// What npm 10 and 11 pass on of each command line without --.
describe('explainNpmFlags names the flags that npm took, and the command line with --', () => {
  it.each([
    [['talk.mp4', '1'], { start: 'true' }, '--start', 'talk.mp4 --start 1'],
    [['1', 'talk.mp4'], { start: 'true' }, '--start', 'talk.mp4 --start 1'],
    [['talk.mp4'], { start: '1' }, '--start', 'talk.mp4 --start 1'],
    [['talk.mp4', 'out.gif'], { o: 'true' }, '-o', 'talk.mp4 -o out.gif'],
    [['talk.mp4', 'cover'], { fit: 'true' }, '--fit', 'talk.mp4 --fit cover'],
    [['talk.mp4'], { overwrite: 'true' }, '--overwrite', 'talk.mp4 --overwrite'],
    [['talk.mp4'], { overwrite: '' }, '--no-overwrite', 'talk.mp4 --no-overwrite'],
    [['talk.mp4', '5MB'], { max_output_bytes: 'true' }, '--max-output-bytes', 'talk.mp4 --max-output-bytes 5MB'],
    [['talk.mp4', '10'], { force: 'true', parseable: 'true', loglevel: 'silent' }, '--fps', 'talk.mp4 --fps 10'],
    [
      ['talk.mp4', '1', '320'],
      { start: 'true', width: 'true' },
      '--start and --width',
      'talk.mp4 --start VALUE --width VALUE',
    ],
    [
      ['talk.mp4', '320'],
      { start: '1', width: 'true', r: '5' },
      '--start, --width and -r',
      'talk.mp4 --start 1 --width 320 -r 5',
    ],
  ])('%j with %j', (args, config, names, line) => {
    expect(animate(args, config)).toBe(
      `npm took ${names} as its own ${names.includes(' and ') ? 'options' : 'option'}. Put -- before the arguments: npm run animate -- ${line}`,
    );
  });
});

it("ignores npm's own options, and calls without npm", () => {
  expect(animate(['talk.mp4'], { loglevel: 'silent', json: 'true', force: 'true' })).toBeUndefined();
  expect(explainNpmFlags(animateProgram, ['talk.mp4'], { npm_config_start: 'true' })).toBeUndefined();
});

it.each([
  ['talk.mp4', '1'],
  ['talk.mp4', 'webp'],
])('explains the value of a flag that is also an npm flag: %s %s', (...args) => {
  expect(animate(args, { loglevel: 'silent' })).toBe(
    `${args[1]} looks like the value of a flag that npm took as its own option. Put -- before the arguments: npm run animate -- talk.mp4 FLAG ${args[1]}`,
  );
  expect(animate([...args, '-y'], {})).toBeUndefined();
});

it('names the flags of the service', () => {
  const env = { npm_lifecycle_event: 'start', npm_config_port: 'true' };
  expect(explainNpmFlags(startProgram, ['8080'], env)).toBe(
    'npm took --port as its own option. Put -- before the arguments: npm start -- --port 8080',
  );
});

it.each([
  [animateProgram, ['apps/cli/bin/run.js', 'animate', '--help']],
  [startProgram, ['apps/server/bin/run.js', '--help']],
])('has every flag of the program', ({ flags, switches, letters }, [script = '', ...args]) => {
  const help = execFileSync(process.execPath, [at(script), ...args], { encoding: 'utf8' });
  const rows = [...help.matchAll(/^ {2,}(?:-([a-zA-Z]), )?--(?:\[no-\])?([a-z-]+)/gm)];
  // npm has its own flag --help.
  const lines = rows.filter(([, , name]) => name !== 'help');
  expect([...flags, ...switches].sort()).toEqual(lines.map(([, , name]) => name).sort());
  expect([...letters].sort()).toEqual(lines.flatMap(([, letter]) => letter ?? []).sort());
});
