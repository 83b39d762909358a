import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { outputName } from './output-name.js';

test.each([
  ['talk.mp4', 'gif', 'talk.gif'],
  ['/media/talk.part.mp4', 'webp', 'talk.part.webp'],
  ['noextension', 'gif', 'noextension.gif'],
  ['.hidden', 'gif', '.hidden.gif'],
  ['https://example.com/a%20b/talk.mp4?sig=1', 'gif', 'talk.gif'],
  ['https://example.com/a%2Fb.mp4', 'gif', 'b.gif'],
  ['https://example.com/a%00%1bb.mp4', 'gif', 'a__b.gif'],
  ['https://example.com/', 'gif', 'output.gif'],
  ['https://example.com/%zz.mp4', 'gif', '%zz.gif'],
  ['file:///tmp/x%20y.mov', 'gif', 'x y.gif'],
  ['-', 'webp', 'stdin.webp'],
  ['clip.gif', 'gif', 'clip-cliploop.gif'],
  [resolve('clip.gif'), 'gif', 'clip-cliploop.gif'],
  ['/elsewhere/clip.gif', 'gif', 'clip.gif'],
])('names the output of %s in the format %s: %s', (input, format, name) => {
  expect(outputName(input, format)).toBe(name);
});
