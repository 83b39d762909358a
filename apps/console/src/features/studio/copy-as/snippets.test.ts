import { execFileSync } from 'node:child_process';
import { parseAst } from 'rolldown/parseAst';
import { describe, expect, test } from 'vitest';
import type { Template } from '../model/settings.ts';
import { type Job, type Language, languages, notInTemplate, snippet as snippetOf } from './snippets.ts';

const own: Job = {
  fileId: '5285890784246869930',
  fileName: 'talk.mp4',
  segment: { StartTimeOffset: 1.234567, EndTimeOffset: 4.1988 },
  template: undefined,
  settings: { format: 'webp', width: 480, height: 0, fps: 15, quality: 75, more: {} },
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
  settings: { format: 'gif', width: 0, height: 0, fps: 2, quality: 75, more: {} },
  adaptive: true,
};

/** With settings that no template can have. */
const rich: Job = {
  ...own,
  settings: { ...own.settings, height: 480, fps: 'source', more: { Fit: 'pad', Background: '#fff', Loop: 1 } },
};

const snippet = (language: Language, job: Job): string => snippetOf(language, job) ?? '';

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
  test.each([own, preset, hostile, rich, { ...own, subAppId: 7 }])(
    'for Node.js and the library is JavaScript',
    (job) => {
      for (const language of ['node', 'library'] as const) expect(() => parseAst(snippet(language, job))).not.toThrow();
    },
  );

  test('for the shell passes names on as they are', () => {
    const shell = `cliploop() { printf '%s\\0' "$@"; }\n${snippet('cli', hostile)}`;
    const [input, flag, output, ...flags] = execFileSync('sh', ['-c', shell], { encoding: 'utf8' }).split('\0');
    expect(input).toBe(`./${hostile.fileName}`);
    expect([flag, output]).toEqual(['-o', `./${hostile.fileName.replace(/\.mp4$/, '.webp')}`]);
    expect(flags.join(' ').trim()).toBe('--start 1.234567 --end 4.1988 --width 480 --fps 15 --quality 75');
  });

  /** The arguments of the calls of `vod` in the code for curl. */
  function callsOf(job: Job): string[] {
    const calls = snippet('curl', job).replace(/^vod\(\) \{[\s\S]*?^\}$/m, '');
    const answer = `case $1 in POST) echo '{"TaskId":"7"}';; GET) echo '{"Status":"FINISH"}';; esac`;
    const shell = `sleep() { :; }\nvod() { printf '%s\\0' "$@" >&3; ${answer}; }\n{\n${calls}\n} 3>&1 >/dev/null`;
    return execFileSync('sh', ['-c', shell], { encoding: 'utf8' }).split('\0').slice(0, -1);
  }

  test('for curl starts the task with its settings, and asks for it', () => {
    for (const job of [own, hostile, rich]) {
      const [method, path, body = '', ...then] = callsOf(job);
      expect([method, path, then]).toEqual(['POST', '/x/v1/tasks', ['GET', '/x/v1/tasks/7']]);
      const { format, width, height, fps, quality, more } = job.settings;
      const Settings = { Format: format, Width: width, ...(height && { Height: height }), Fps: fps, Quality: quality };
      const Animations = [{ ...job.segment, Settings: { ...Settings, ...more } }];
      expect(JSON.parse(body)).toEqual({ FileId: job.fileId, Animations });
    }
    const app = callsOf({ ...own, subAppId: 7 });
    expect(JSON.parse(app[2] ?? '')).toMatchObject({ SubAppId: 7 });
    expect(app.at(-1)).toBe('/x/v1/tasks/7?SubAppId=7');
  });

  test('for curl starts the task with its template', () => {
    const [action, body = ''] = callsOf(preset);
    expect(action).toBe('ProcessMedia');
    expect(JSON.parse(body)).toEqual({
      FileId: preset.fileId,
      MediaProcessTask: { AnimatedGraphicTaskSet: [{ Definition: 20000, ...preset.segment }] },
    });
  });

  test('is missing for SDKs when no template can have the settings', () => {
    expect(notInTemplate(rich)).toEqual(['Fps', 'Fit', 'Background', 'Loop']);
    expect(languages.filter(({ language }) => snippetOf(language, rich)).map(({ name }) => name)).toEqual([
      'curl',
      'cliploop',
      '@cliploop/core',
    ]);
    const gapsWith = (changes: object) => notInTemplate({ ...own, settings: { ...own.settings, ...changes } });
    expect(gapsWith({ more: { ResolutionAdaptive: true } })).toEqual([]);
    expect(gapsWith({ width: 64 })).toEqual(['Width']);
    expect(gapsWith({ width: 0 })).toEqual(['Width']);
    expect(gapsWith({ width: 0, format: 'gif' })).toEqual([]);
    expect(notInTemplate({ ...preset, settings: rich.settings })).toEqual([]);
  });

  test('for the command and the library has all options', () => {
    expect(snippet('cli', rich)).toContain(
      "--width 480 --height 480 --fps source --quality 75 --fit pad --background '#fff' --loop 1",
    );
    const more = { InputFps: 12.5, ResolutionAdaptive: true, Shift: -2, Crop: { X: 1, Sides: [{ Left: 2 }] } };
    const job = { ...own, settings: { ...own.settings, more } };
    expect(snippet('cli', job)).toMatch(/--input-fps 12.5 --resolution-adaptive --shift=-2 --crop '\{"x":1/);
    expect(snippet('library', job)).toContain('crop: {"x":1,"sides":[{"left":2}]}');
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
