import { describe, expect, test } from 'vitest';
import { refusalOf } from '../../testing/refusal.js';
import { receive } from '../../wire/params/kind.js';
import { animationParam } from './params.js';

const read = (value: object) => receive(animationParam, value as never, { name: 'Animations.0', wire: 'json' });

test('returns settings as they are given', () => {
  const Settings = {
    Fps: 'source',
    Width: '50%',
    Height: 0,
    Background: '#fff',
    Loop: 'once',
    ResolutionAdaptive: true,
  };
  expect(read({ Settings, EndTimeOffset: -1.5 })).toEqual({ Settings, EndTimeOffset: -1.5 });
  expect(read({ Settings: {}, Definition: 0 })).toEqual({ Settings: {}, Definition: 0 });
  expect(read({ Definition: 20000, Settings: null })).toEqual({ Definition: 20000 });
});

describe.each([
  [{}, 'MissingParameter: Animations.0.Settings is missing; give it, or Animations.0.Definition'],
  [{ Definition: 0 }, 'MissingParameter: Animations.0.Settings is missing; give it, or Animations.0.Definition'],
  [
    { Definition: 20000, Settings: {} },
    'InvalidParameterValue: Animations.0.Definition and Animations.0.Settings cannot be combined; give only one of them',
  ],
  [{ Settings: 'gif' }, 'InvalidParameter: Animations.0.Settings must be an object, got "gif"'],
  [
    { Settings: { Fps: 61 } },
    'InvalidParameterValue.Fps: Animations.0.Settings.Fps must be a number or fraction from 1 to 60, or source, got 61',
  ],
  [
    { Settings: { Fps: 'fast' } },
    'InvalidParameterValue.Fps: Animations.0.Settings.Fps must be a number or fraction from 1 to 60, or source, got "fast"',
  ],
  [
    { Settings: { Width: '480:-1' } },
    'InvalidParameterValue.Width: Animations.0.Settings.Width must be 0, a number of pixels from 16 to 4096, or a percentage such as 50%, got "480:-1"; did you mean Animations.0.Settings.Width 480 with Animations.0.Settings.Height left out?',
  ],
  [
    { Settings: { Dither: 'bayer' } },
    'InvalidParameterValue: Animations.0.Settings.Dither must be auto, none, floyd-steinberg or ordered, got "bayer"; did you mean ordered?',
  ],
  [
    { Settings: { Effort: '3' } },
    'InvalidParameter: Animations.0.Settings.Effort must be an integer from 0 to 6, got "3"',
  ],
  [
    { Settings: { Loop: {} } },
    'InvalidParameter: Animations.0.Settings.Loop must be an integer from 0 to 65535, forever, once or source, got an object',
  ],
  [
    { Settings: { Stream: 'eng\0' } },
    'InvalidParameterValue: Animations.0.Settings.Stream must be text without U+0000 and lone surrogates, got "eng\\u0000"',
  ],
])('%j', (given, message) => {
  test('is refused with a message that names the member', () => {
    expect(refusalOf(() => read(given))).toBe(message);
  });
});
