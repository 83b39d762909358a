import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { addDolbyBox, crosstalk, iptToCones, type Piece, rpu } from '../fixtures/dolby.ts';
import { PATCH, paintPatches, patchClip, patches, patchesAsGbr, type Rgb, readPatches } from '../fixtures/patches.ts';
import { pixelsAt } from '../oracle/reference.ts';
import { ffmpeg } from '../oracle/tools.ts';
import { cached } from '../support/cache.ts';
import { make, probe } from '../support/engine.ts';

type Matrix = readonly (readonly number[])[];

const rows = (values: readonly number[], unit: number): Matrix =>
  [0, 3, 6].map((i) => values.slice(i, i + 3).map((value) => value / unit));
const times = (m: Matrix, v: readonly number[]): number[] =>
  m.map((row) => row.reduce((sum, factor, i) => sum + factor * (v[i] ?? 0), 0));

function inverse(m: Matrix): Matrix {
  const at = (r: number, c: number) => m[r % 3]?.[c % 3] ?? 0;
  const minor = (r: number, c: number) => at(r + 1, c + 1) * at(r + 2, c + 2) - at(r + 1, c + 2) * at(r + 2, c + 1);
  const determinant = at(0, 0) * minor(0, 0) + at(0, 1) * minor(0, 1) + at(0, 2) * minor(0, 2);
  return [0, 1, 2].map((r) => [0, 1, 2].map((c) => minor(c, r) / determinant));
}

const pqLight = (signal: number) => {
  const p = signal ** (32 / 2523);
  return (Math.max(p - 3424 / 4096, 0) / (2413 / 128 - (2392 / 128) * p)) ** (16_384 / 2610);
};
const pqSignal = (light: number) => {
  const p = Math.max(light, 0) ** (2610 / 16_384);
  return ((3424 / 4096 + (2413 / 128) * p) / (1 + (2392 / 128) * p)) ** (2523 / 32);
};

/** The signals of the test: PQ with the primaries of BT.2020. */
const signals = patches.map(([r, g, b]): Rgb => [0.2 + 0.4 * r, 0.2 + 0.4 * g, 0.2 + 0.4 * b]);

// From linear BT.2020 to the cone responses of Hunt, Pointer and Estevez: the inverse of what libplacebo uses.
const bt2020ToCones = inverse([
  [3.06441879, -2.16597676, 0.10155818],
  [-0.65612108, 1.78554118, -0.12943749],
  [0.01736321, -0.04725154, 1.03004253],
]);

/** I, P + 0.5 and T + 0.5 of a signal. */
function toIpt(signal: Rgb): number[] {
  const cones = times(inverse(rows(crosstalk, 16_384)), times(bt2020ToCones, signal.map(pqLight)));
  const [i = 0, p = 0, t = 0] = times(inverse(rows(iptToCones, 8192)), cones.map(pqSignal));
  return [i, p + 0.5, t + 0.5];
}

const identity: Piece[] = [{ from: 0, polynomial: [0, 1] }];
const reshapings: Record<string, { planes: Piece[][]; base: (ipt: number[]) => number[] }> = {
  'without reshaping': { planes: [identity, identity, identity], base: (ipt) => ipt },
  'with curves in pieces and mixed planes': {
    planes: [
      [
        { from: 0, polynomial: [0.1, 0.8] },
        { from: 512, polynomial: [0.1, 0.8] },
      ],
      [{ from: 0, polynomial: [0.05, 0.8, 0.1] }],
      [{ from: 0, constant: 0.02, mix: [[0.04, 0, 0.9, 0, 0.1, 0, 0]] }],
    ],
    base: ([i = 0, p = 0, t = 0]) => {
      const x = (i - 0.1) / 0.8;
      const y = (-0.8 + Math.sqrt(0.64 - 0.4 * (0.05 - p))) / 0.2;
      return [x, y, (t - 0.02 - 0.04 * x) / (0.9 + 0.1 * x)];
    },
  },
};

const hevc = (tags = '') => ['-c:v', 'libx265', '-x265-params', `lossless=1:log-level=0:info=0:range=full${tags}`];
const av1 = ['-c:v', 'libaom-av1', '-cpu-used', '8', '-crf', '5', '-color_range', 'pc'];

/** One picture. The extension of `draft` chooses the container. */
async function encode(draft: string, samples: Buffer, codec: readonly string[]): Promise<void> {
  const size = `${PATCH * patches.length}x${PATCH}`;
  const input = ['-f', 'rawvideo', '-pix_fmt', 'yuv444p10le', '-s', size, '-framerate', '10', '-i', '-'];
  await ffmpeg([...input, '-pix_fmt', 'yuv420p10le', ...codec, draft], samples);
}

const planesOf = (colors: readonly number[][]): Buffer =>
  paintPatches(3, (plane, patch) => Math.round((colors[patch]?.[plane] ?? 0) * 1023));

const dolbyClip = (name: string, profile: 5 | 8, tags = ''): Promise<string> =>
  cached('dolby.hevc', [2, name, profile, tags], async (draft) => {
    const { planes, base } = reshapings[name] ?? { planes: [], base: (ipt: number[]) => ipt };
    await encode(draft, planesOf(signals.map((signal) => base(toIpt(signal)))), hevc(tags));
    writeFileSync(draft, Buffer.concat([readFileSync(draft), rpu(planes, profile)]));
  });

async function show(input: string) {
  const { animation, result } = await make({ input, format: 'gif', quality: 100, dither: 'none' });
  return { shown: readPatches(pixelsAt(animation, 0)), result };
}

async function right(): Promise<number[][]> {
  const tags = 'setparams=colorspace=gbr:range=pc:color_primaries=bt2020:color_trc=smpte2084';
  const clip = await patchClip(patchesAsGbr(signals), 'gbrp16le', [
    '-vf',
    `${tags},zscale=m=2020_ncl:r=full,format=yuv444p10le`,
  ]);
  return (await show(clip)).shown;
}

function worst(shown: number[][], other: number[][]): number {
  return Math.max(...shown.flatMap((color, k) => color.map((channel, c) => Math.abs(channel - (other[k]?.[c] ?? 0)))));
}

test.each(Object.keys(reshapings))('shows Dolby Vision profile 5 by its metadata, %s', async (name) => {
  const { shown, result } = await show(await dolbyClip(name, 5));
  expect(worst(shown, await right())).toBeLessThan(2.5);
  expect(result.source).toMatchObject({
    hdr: 'pq',
    color: { matrix: 'ipt-c2', primaries: 'bt2020', transfer: 'smpte2084' },
  });
  expect(result.warnings.map(({ code }) => code)).not.toContain('COLORS_APPROXIMATE');
});

const reshaped = 'with curves in pieces and mixed planes';
const tagsOf = (transfer: string) => `:colorprim=bt2020:transfer=${transfer}:colormatrix=bt2020nc`;

test.each([
  ['hlg', 'arib-std-b67', 'without reshaping'],
  ['hlg', 'arib-std-b67', reshaped],
  ['pq', 'smpte2084', reshaped],
])('shows profile 8 with a base layer of %s (%s) by its metadata, %s', async (hdr, transfer, name) => {
  const { shown, result } = await show(await dolbyClip(name, 8, tagsOf(transfer)));
  // The peak of the tone curve is that of the metadata, so it differs a little from that of the other clip.
  expect(worst(shown, await right())).toBeLessThan(8);
  expect(result.source).toMatchObject({ hdr, color: { matrix: 'bt2020nc', primaries: 'bt2020', transfer } });
});

test.each([
  ['HDR10 that the metadata does not reshape', 'smpte2084', 'without reshaping'],
  ['SDR', 'bt709', reshaped],
])('shows the base layer of profile 8 that is %s as it is', async (_, transfer, name) => {
  const tags = tagsOf(transfer);
  const { shown, result } = await show(await dolbyClip(name, 8, tags));
  const { base } = reshapings[name] ?? { base: (ipt: number[]) => ipt };
  const plain = await cached('plain.hevc', [1, name, tags], (draft) =>
    encode(draft, planesOf(signals.map((signal) => base(toIpt(signal)))), hevc(tags)),
  );
  expect(worst(shown, (await show(plain)).shown)).toBe(0);
  expect(result.source.hdr).toBe(transfer === 'bt709' ? 'none' : 'pq');
});

/** An MP4 of one gray picture with a Dolby Vision box. */
const boxed = (profile: number, compatibility: number, codec: readonly string[]) =>
  cached('dolby.mp4', [3, profile, compatibility, codec], async (draft) => {
    const samples = planesOf(patches.map(() => [0.5, 0.5, 0.5]));
    await encode(draft, samples, codec === av1 ? av1 : [...codec, '-tag:v', 'hvc1']);
    addDolbyBox(draft, profile, compatibility);
  });

test.each([
  [5, 'ictcp', hevc()],
  [10, 'ipt-c2', av1],
] as const)('warns when the metadata of profile %i is missing', async (profile, matrix, codec) => {
  const input = await boxed(profile, 0, codec);
  const { shown, result } = await show(input);
  const warning = expect.objectContaining({ code: 'COLORS_APPROXIMATE', data: { profile } });
  expect(result.warnings).toContainEqual(warning);
  expect((await probe(input)).warnings).toEqual([warning]);
  expect(result.source).toMatchObject({ hdr: 'pq', color: { matrix, primaries: 'bt2020' } });
  const [gray = []] = shown;
  expect(Math.max(...gray) - Math.min(...gray)).toBeLessThan(2);
  expect((await probe(input)).video[0]).toMatchObject({ hdr: 'pq' });
});

test.each([
  [8, 1, 'pq', { matrix: 'bt2020nc', primaries: 'bt2020', transfer: 'smpte2084' }],
  [8, 4, 'hlg', { matrix: 'bt2020nc', primaries: 'bt2020', transfer: 'arib-std-b67' }],
  [8, 2, 'none', { matrix: 'bt709', primaries: 'bt709', transfer: 'bt709' }],
  [10, 1, 'pq', { matrix: 'bt2020nc', primaries: 'bt2020', transfer: 'smpte2084' }],
  [7, 6, 'pq', { matrix: 'bt2020nc', primaries: 'bt2020', transfer: 'smpte2084' }],
] as const)(
  'shows the base layer of profile %i with compatibility %i as it is',
  async (profile, compatibility, hdr, color) => {
    const { result } = await show(await boxed(profile, compatibility, profile === 10 ? av1 : hevc()));
    expect(result.source).toMatchObject({ hdr, color: { ...color, range: 'full', assumed: [] } });
    expect(result.warnings.map(({ code }) => code)).not.toContain('COLORS_APPROXIMATE');
    const bt709 = hevc(':colorprim=bt709:transfer=bt709:colormatrix=bt709');
    const tagged = await show(await boxed(profile, compatibility, bt709));
    expect(tagged.result.source).toMatchObject({ hdr: 'none', color: { matrix: 'bt709', primaries: 'bt709' } });
  },
);
