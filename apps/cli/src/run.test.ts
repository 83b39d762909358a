import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const bin = fileURLToPath(new URL('../bin/run.js', import.meta.url));
const cwd = mkdtempSync(join(tmpdir(), 'cliploop-cli-'));
afterAll(() => rmSync(cwd, { recursive: true }));
beforeAll(() => {
  // The tests run what a user runs.
  if (!existsSync(new URL('../dist/main.js', import.meta.url))) throw new Error('Build first: npm run build');
});

function cliploop(...args: string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [bin, ...args], { cwd, encoding: 'utf8', input: '' });
}

describe('templates', () => {
  test('list and show', () => {
    expect(cliploop('template', 'list').stdout).toContain('20001  WebP-source  webp, 2 frames/s, quality 75\n');
    expect(JSON.parse(cliploop('template', 'show', '20000', '--json').stdout)).toMatchObject({
      id: 20000,
      format: 'gif',
      fps: 2,
    });
    expect(cliploop('template', 'show', '1')).toMatchObject({ status: 2, stdout: '' });
  });

  test('check', () => {
    writeFileSync(join(cwd, 'good.json'), '{"fps": 10, "width": 320}');
    writeFileSync(join(cwd, 'bad.json'), '{"fps": 10, "width": 32}');
    writeFileSync(join(cwd, 'text.json'), 'fps');
    expect(cliploop('template', 'check', 'good.json')).toMatchObject({
      status: 0,
      stdout: 'good.json is a valid template\n',
    });
    expect(cliploop('template', 'check', 'bad.json').stderr).toContain(
      'Error TEMPLATE_INVALID: width of the template must be 0 or an integer from 128 to 4096, got 32\n',
    );
    expect(cliploop('template', 'check', 'text.json').stderr).toContain(
      'Error TEMPLATE_INVALID: text.json is not JSON',
    );
    expect(cliploop('template', 'check', 'none.json').stderr).toContain(
      'Error TEMPLATE_NOT_FOUND: There is no template none.json',
    );
  });
});

describe('errors', () => {
  test('code, what was wrong and what to try, on stderr', () => {
    expect(cliploop('animate', 'none.mp4', '--quality', '0')).toMatchObject({
      status: 2,
      stdout: '',
      stderr:
        'Error INVALID_OPTION: --quality must be an integer from 1 to 100, got 0\n' +
        'Try: Run `cliploop animate --help` to see every flag with its default.\n',
    });
  });

  test('an object on stdout with --json', () => {
    const { status, stdout, stderr } = cliploop('animate', 'none.mp4', '--json', '--widht', '3');
    expect(status).toBe(2);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      error: {
        code: 'INVALID_OPTION',
        message: 'There is no flag --widht',
        suggestion: 'Did you mean --width 3? Run `cliploop animate --help` to see its flags.',
        exitCode: 2,
        retryable: false,
        stage: 'options',
      },
    });
  });

  test.each([
    [
      ['animate', 'none.mp4', '--start', '-3', '--end=-1', '--duration', '2'],
      '--end and --duration cannot be combined; give one of them',
    ],
    [['animate', 'none.mp4', '--start', 'soon'], '--start must be a time such as 90, 1:30 or 1m30s, got "soon"'],
    [
      ['animate', 'none.mp4', '-o', 'x.webp', '--format', 'gif'],
      'The format is gif, but the output x.webp ends in .webp',
    ],
    [['animate', 'none.mp4', '-o', '-', '--json'], 'The output cannot go to stdout, because --json prints there'],
    [['animate', 'ftp://example.com/a.mp4'], 'The protocol ftp: is not supported'],
    [['animate', 'none.mp4', '--template', '7'], 'Template 7 not found'],
    [['animate'], 'animate needs an input: a path, a URL, or - for standard input'],
    [['nonsense'], 'There is no command nonsense'],
  ])('%j is refused', (args, message) => {
    const { status, stdout, stderr } = cliploop(...args);
    expect(stdout + stderr).toContain(message);
    expect(status).toBe(2);
  });
});

test('help and version', () => {
  expect(cliploop('--version').stdout).toMatch(/^cliploop\/\d+\.\d+\.\d+ /);
  const help = cliploop('animate', '--help');
  expect(help.status).toBe(0);
  expect(help.stdout).toContain('--[no-]resolution-adaptive');
  for (const heading of ['FLAGS', 'SEGMENT FLAGS', 'SIZE FLAGS', 'FORMAT FLAGS', 'LIMIT FLAGS', 'EXAMPLES']) {
    expect(help.stdout).toContain(`\n${heading}\n`);
  }
  expect(help.stdout).not.toContain('Range:');
  expect(help.stdout.split('\n').length).toBeLessThan(75);
  expect(cliploop('help', 'animate').stdout).toBe(help.stdout);
});

describe('with the engine', () => {
  const engine = cliploop('doctor', '--json');

  test.skipIf(engine.status !== 0)('doctor', () => {
    expect(JSON.parse(engine.stdout)).toMatchObject({
      node: process.versions.node,
      libavcodec: expect.stringMatching(/^\d+\./),
    });
    expect(cliploop('doctor').stdout).toMatch(/^alpha decoders +\S/m);
  });

  test.skipIf(engine.status !== 0)('classes of errors have their exit codes', () => {
    writeFileSync(join(cwd, 'text.mp4'), 'not a video');
    writeFileSync(join(cwd, 'taken.gif'), 'x');
    expect(cliploop('animate', 'none.mp4')).toMatchObject({ status: 3 });
    expect(cliploop('animate', 'text.mp4')).toMatchObject({ status: 3 });
    // What is wrong with the input comes before what is wrong with the output.
    expect(cliploop('animate', 'text.mp4', '-o', 'taken.gif')).toMatchObject({ status: 3 });
    expect(cliploop('animate', 'http://127.0.0.1:1/a.mp4')).toMatchObject({ status: 7 });
  });

  test.skipIf(engine.status !== 0).each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends the job, leaves no file, and the exit code is %d', async (signal, code) => {
    const child = spawn(process.execPath, [bin, 'animate', '-', '-o', 'partial.gif'], {
      cwd,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.stdin.on('error', () => undefined).write(Buffer.from('GIF89a'));
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const exited = new Promise((resolve) => child.on('exit', resolve));
    child.kill(signal);
    expect(await exited).toBe(code);
    expect(stderr).toBe(
      `Error ABORTED: The operation was aborted: ${signal}\nTry: The job was stopped on request. No output file was written.\n`,
    );
    expect(readdirSync(cwd).filter((name) => name.includes('partial'))).toEqual([]);
  });
});
