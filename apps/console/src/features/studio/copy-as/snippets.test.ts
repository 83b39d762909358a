import { execFileSync } from 'node:child_process';
import { parseAst } from 'rolldown/parseAst';
import { describe, expect, test } from 'vitest';
import type { Template } from '../model/settings.ts';
import { type Job, languages, snippet } from './snippets.ts';

const own: Job = {
  fileId: '5285890784246869930',
  fileName: 'talk.mp4',
  segment: { StartTimeOffset: 1.234567, EndTimeOffset: 4.1988 },
  template: undefined,
  settings: { format: 'webp', width: 480, height: 0, fps: 15, quality: 75 },
  adaptive: false,
  subAppId: undefined,
  host: '127.0.0.1:8030',
  https: false,
};

const template: Template = {
  ...{ Definition: 20000, Type: 'Preset', Name: 'GIF-source', Comment: '', Format: 'gif', Width: 0, Height: 0, Fps: 2 },
  ...{
    ResolutionAdaptive: 'open',
    Quality: 75,
    CreateTime: '2026-01-01T00:00:00Z',
    UpdateTime: '2026-01-01T00:00:00Z',
  },
};
const preset: Job = {
  ...own,
  template,
  settings: { format: 'gif', width: 0, height: 0, fps: 2, quality: 75 },
  adaptive: true,
};

/** Names and addresses with characters that have a meaning in code. */
const hostile: Job = { ...own, fileName: `-it's "$(id)" \`id\` \\ \n.mp4`, fileId: `'"; exit #` };

describe.each(languages)('the snippet for $name', ({ language }) => {
  test('has the segment and the settings', () => {
    const code = snippet(language, own);
    for (const part of ['1.234567', '4.1988', '480', '15', '75', 'webp']) expect(code).toContain(part);
  });

  test('takes the key pair from the environment', () => {
    const code = snippet(language, own);
    if (language === 'cli' || language === 'library') expect(code).not.toContain('SECRET');
    else {
      expect(code).toContain('CLIPLOOP_SECRET_ID');
      expect(code).toContain('CLIPLOOP_SECRET_KEY');
      expect(code).toContain('127.0.0.1:8030');
      expect(code).toContain('5285890784246869930');
    }
  });

  test('names the template of a task', () => {
    const code = snippet(language, preset);
    if (language === 'cli' || language === 'library') expect(code).not.toContain('20000');
    else expect(code).toContain('20000');
    expect(code).not.toContain('CreateAnimatedGraphicsTemplate');
  });

  test('names the application when it is not the main one', () => {
    const code = snippet(language, { ...own, subAppId: 1500000001 });
    if (language !== 'cli' && language !== 'library') expect(code).toContain('1500000001');
    expect(snippet(language, own)).not.toContain('SubAppId');
  });

  test('matches the stored one', () => {
    expect(`${snippet(language, own)}\n\n\n${snippet(language, preset)}\n`).toMatchSnapshot();
  });
});

describe('the code', () => {
  test.each([own, preset, hostile, { ...own, subAppId: 7 }])('for Node.js and the library is JavaScript', (job) => {
    for (const language of ['node', 'library'] as const) expect(() => parseAst(snippet(language, job))).not.toThrow();
  });

  test('for the shell passes names on as they are', () => {
    const shell = `cliploop() { printf '%s\\0' "$@"; }\n${snippet('cli', hostile)}`;
    const [input, flag, output, ...flags] = execFileSync('sh', ['-c', shell], { encoding: 'utf8' }).split('\0');
    expect(input).toBe(`./${hostile.fileName}`);
    expect([flag, output]).toEqual(['-o', `./${hostile.fileName.replace(/\.mp4$/, '.webp')}`]);
    expect(flags.join(' ').trim()).toBe('--start 1.234567 --end 4.1988 --width 480 --fps 15 --quality 75');
  });

  test('for curl sends valid JSON', () => {
    for (const job of [own, preset, hostile]) {
      const calls = snippet('curl', job).replace(/^vod\(\) \{[\s\S]*?^\}$/m, '');
      const shell = `vod() { printf '%s\\0' "$1" "$2"; case $1 in Create*) echo '{"Definition":30001}';; esac; }\n${calls}`;
      const sent = execFileSync('sh', ['-c', shell], { encoding: 'utf8' }).split('\0');
      const task = JSON.parse(sent[sent.indexOf('ProcessMedia') + 1] ?? '');
      expect(task.FileId).toBe(job.fileId);
      expect(task.MediaProcessTask.AnimatedGraphicTaskSet).toEqual([
        { Definition: job === preset ? 20000 : 30001, ...job.segment },
      ]);
    }
  });

  test('for the command and the library leaves out what is the default', () => {
    expect(snippet('cli', { ...preset, segment: { StartTimeOffset: 0, EndTimeOffset: 0 } })).toBe(
      "cliploop 'talk.mp4' -o 'talk.gif' --start 0 --fps 2 --quality 75",
    );
    const adaptive = { ...preset, settings: { ...preset.settings, width: 640 } };
    expect(snippet('cli', adaptive)).toContain('--width 640 --resolution-adaptive');
    expect(snippet('library', adaptive)).toContain('resolutionAdaptive: true');
  });
});
