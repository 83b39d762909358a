import { type Client, clientOf, refusal, ways } from '@cliploop/testing/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appId, type Running, startService } from '../../support/service.ts';

let running: Running;
beforeAll(async () => {
  running = await startService();
}, 60_000);
afterAll(() => running?.close());

function client(profile: object = {}): Client {
  return clientOf(running.endpoint, profile);
}

test.each(ways)(
  'creates, lists, changes and deletes a template, $signMethod by $reqMethod',
  async ({ signMethod, reqMethod }) => {
    const api = client({ signMethod, reqMethod });
    const { Definition, RequestId } = await api.CreateAnimatedGraphicsTemplate({
      Fps: 60,
      Width: 320,
      Format: 'webp',
      Name: '动图 ✓ &=?',
      SubAppId: appId,
    });
    expect(Definition).toBeGreaterThan(20_001);
    expect(RequestId).toMatch(/^[0-9a-f-]{36}$/);
    const described = async () =>
      (await api.DescribeAnimatedGraphicsTemplates({ Definitions: [Definition ?? 0] })) as object;
    const template = {
      Definition,
      Type: 'Custom',
      Name: '动图 ✓ &=?',
      Comment: '',
      Width: 320,
      Height: 0,
      ResolutionAdaptive: 'open',
      Format: 'webp',
      Fps: 60,
      Quality: 75,
      CreateTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      UpdateTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    };
    expect(await described()).toMatchObject({ TotalCount: 1, AnimatedGraphicsTemplateSet: [template] });
    await api.ModifyAnimatedGraphicsTemplate({ Definition: Definition ?? 0, Width: 0, Height: 32, Quality: 62.5 });
    expect(await described()).toMatchObject({
      AnimatedGraphicsTemplateSet: [{ ...template, Width: 0, Height: 32, Quality: 62.5 }],
    });
    await api.DeleteAnimatedGraphicsTemplate({ Definition: Definition ?? 0 });
    expect(await described()).toMatchObject({ TotalCount: 0, AnimatedGraphicsTemplateSet: [] });
  },
);

test('lists the presets and keeps them', async () => {
  const { TotalCount, AnimatedGraphicsTemplateSet } = await client().DescribeAnimatedGraphicsTemplates({
    Type: 'Preset',
  });
  expect(TotalCount).toBe(2);
  expect(AnimatedGraphicsTemplateSet).toMatchObject([
    { Definition: 20000, Type: 'Preset', Format: 'gif', Width: 0, Height: 0, Fps: 2, Quality: 75 },
    { Definition: 20001, Type: 'Preset', Format: 'webp', Width: 0, Height: 0, Fps: 2, Quality: 75 },
  ]);
  expect(await refusal(client().ModifyAnimatedGraphicsTemplate({ Definition: 20000, Fps: 5 }))).toBe(
    'InvalidParameterValue: Template 20000 is a preset and cannot be changed (Definition); create a template instead',
  );
  expect(await refusal(client().DeleteAnimatedGraphicsTemplate({ Definition: 20001 }))).toBe(
    'InvalidParameterValue: Template 20001 is a preset and cannot be deleted (Definition)',
  );
});

describe('refused requests', () => {
  const value = 'InvalidParameterValue';
  test.each([
    [{ Fps: 0 }, `${value}.Fps: Fps must be an integer from 1 to 60, got 0`],
    [{ Fps: 61 }, `${value}.Fps: Fps must be an integer from 1 to 60, got 61`],
    [{ Fps: 2.5 }, `${value}.Fps: Fps must be an integer from 1 to 60, got 2.5`],
    [{ Fps: null as unknown as number }, 'MissingParameter: Fps is missing; it must be an integer from 1 to 60'],
    [{ Fps: 5, Width: 127 }, `${value}.Resolution: Width must be 0 or an integer from 128 to 4096, got 127`],
    [{ Fps: 5, Height: 4097 }, `${value}.Resolution: Height must be 0 or an integer from 128 to 4096, got 4097`],
    [{ Fps: 5, Format: 'apng' }, `${value}.Format: Format must be "gif", "webp" or "avif", got "apng"`],
    [{ Fps: 5, Quality: 0.5 }, `${value}.Quality: Quality must be a number from 1 to 100, got 0.5`],
    [{ Fps: 5, Quality: 101 }, `${value}.Quality: Quality must be a number from 1 to 100, got 101`],
    [{ Fps: 5, ResolutionAdaptive: 'no' }, `${value}: ResolutionAdaptive must be "open" or "close", got "no"`],
    [
      { Fps: 5, Name: '图'.repeat(65) },
      `${value}.Name: Name must be text of at most 64 characters, got "${'图'.repeat(65)}"`,
    ],
    [
      { Fps: 5, Format: 'webp' },
      `${value}.FormatWebpLackWidthAndHeight: Width and Height are missing; a custom WebP template needs at least one of them`,
    ],
    [
      { Fps: 5, Format: 'webp', Width: 0, Height: 0 },
      `${value}.FormatWebpWidthAndHeightBothZero: Width and Height are both 0; a custom WebP template needs at least one of them`,
    ],
    [{ Fps: 5, SubAppId: 77 }, `${value}.SubAppId: Application 77 not found (SubAppId)`],
  ])('refuses %j', async (params, expected) => {
    expect(await refusal(client().CreateAnimatedGraphicsTemplate(params))).toBe(expected);
  });

  test('refuses a change to a WebP without a size', async () => {
    const { Definition = 0 } = await client().CreateAnimatedGraphicsTemplate({ Fps: 5 });
    const change = client().ModifyAnimatedGraphicsTemplate({ Definition, Format: 'webp' });
    expect(await refusal(change)).toMatch(/^InvalidParameterValue\.FormatWebpWidthAndHeightBothZero: /);
    await client().DeleteAnimatedGraphicsTemplate({ Definition });
    const gone = `ResourceNotFound.TemplateNotExist: Template ${Definition} not found (Definition)`;
    expect(await refusal(client().DeleteAnimatedGraphicsTemplate({ Definition }))).toBe(gone);
    expect(await refusal(client().ModifyAnimatedGraphicsTemplate({ Definition, Fps: 6 }))).toBe(gone);
  });

  test('refuses the 17th template, also with many simultaneous requests', async () => {
    const many = Array.from({ length: 20 }, () => client().CreateAnimatedGraphicsTemplate({ Fps: 5 }));
    const ends = await Promise.allSettled(many);
    const made = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value.Definition ?? 0] : []));
    expect(made).toHaveLength(16);
    const page = await client().DescribeAnimatedGraphicsTemplates({ Type: 'Custom', Offset: 14, Limit: 10 });
    expect(page).toMatchObject({ TotalCount: 16, AnimatedGraphicsTemplateSet: [{}, {}] });
    expect(await refusal(client().CreateAnimatedGraphicsTemplate({ Fps: 5 }))).toBe(
      'LimitExceeded.TooMuchTemplate: An application can have at most 16 templates; delete one before you create another',
    );
    await Promise.all(made.map((Definition) => client().DeleteAnimatedGraphicsTemplate({ Definition })));
  });
});
