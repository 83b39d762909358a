import { expect, test, vi } from 'vitest';
import type { Media } from '../media/media.js';
import type { AnimationSettings, PictureMaker } from './maker.js';
import { Previews } from './preview.js';

const template = { width: 0, height: 0, resolutionAdaptive: 'open', format: 'gif', fps: 5, quality: 75 } as const;
const mediaOf = (Width: number, Height: number, Rotate = 0) => ({ meta: { Width, Height, Rotate } }) as Media;

async function sizeOf(media: Media, size: Partial<AnimationSettings['template']>) {
  const preview = vi.fn(async () => ({ shortened: false }));
  const previews = new Previews({ preview } as unknown as PictureMaker);
  const source = { subAppId: 1, file: '', signal: new AbortController().signal };
  const { cut } = await previews.make(media, source, { template: { ...template, ...size }, segment: {} }, undefined);
  const [[, settings]] = preview.mock.calls as unknown as [[unknown, AnimationSettings]];
  return [settings.template.width, settings.template.height, ...cut];
}

test.each([
  ['a small size as it is', mediaOf(1920, 1080), { width: 480 }, [480, 0]],
  ['the size of a small video as it is', mediaOf(960, 540), {}, [0, 0]],
  ['the size of a large video', mediaOf(1920, 1080), {}, [960, 0, 'Size']],
  ['the size of a large portrait video', mediaOf(1920, 1080, 90), {}, [960, 0, 'Size']],
  ['that without an adapted size', mediaOf(1080, 1920), { resolutionAdaptive: 'close' }, [0, 960, 'Size']],
  ['both sides in proportion', mediaOf(640, 480), { width: 1920, height: 960 }, [960, 480, 'Size']],
  ['a height that makes the width too long', mediaOf(1920, 960), { height: 720 }, [0, 480, 'Size']],
  ['the short side of a portrait video', mediaOf(960, 1920), { height: 720 }, [0, 480, 'Size']],
  ['the width of a portrait video', mediaOf(960, 1920), { width: 720, resolutionAdaptive: 'close' }, [480, 0, 'Size']],
] as const)('previews with %s', async (_, media, size, expected) => {
  expect(await sizeOf(media, size)).toEqual(expected);
});
