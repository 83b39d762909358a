import { type Group, nothing } from '../group.js';
import { integer, list, number, oneOf, record, text, time, typed } from '../schema.js';

const definition = integer('Id of the template.');

const template = record(
  {
    Definition: definition,
    Type: oneOf('`Preset` for those that everybody has, `Custom` for your own.', 'Preset', 'Custom'),
    Name: text('Name, for people.'),
    Comment: text('What it is for, for people.'),
    Width: integer('Width in pixels; 0: in proportion to Height, or that of the video.'),
    Height: integer('Height in pixels; 0: in proportion to Width, or that of the video.'),
    ResolutionAdaptive: oneOf(
      '`open`: Width is the long side of the picture. `close`: Width is the width.',
      'open',
      'close',
    ),
    Format: oneOf('Format of the animation.', 'gif', 'webp'),
    Fps: integer('Frames a second.'),
    Quality: number('1 to 100.'),
    CreateTime: time('When it was made.'),
    UpdateTime: time('When it was last changed.'),
  },
  'AnimatedGraphicsTemplate',
);

const preset = {
  ...{ Definition: 20001, Type: 'Preset', Name: 'WebP-source', Comment: '', Width: 0, Height: 0 },
  ...{ ResolutionAdaptive: 'open', Format: 'webp', Fps: 2, Quality: 75 },
  ...{ CreateTime: '2018-10-01T10:00:00Z', UpdateTime: '2018-10-01T10:00:00Z' },
};

export const templateGroup: Group = {
  name: 'Templates',
  description:
    'A template says how animations look. The presets 20000 (GIF) and 20001 (WebP) are as large as the video and have 2 frames a second.',
  actions: {
    CreateAnimatedGraphicsTemplate: {
      result: record({ Definition: definition }),
      example: { params: { Fps: 12, Width: 480, Format: 'webp', Name: 'preview' }, result: { Definition: 100001 } },
    },
    ModifyAnimatedGraphicsTemplate: {
      result: nothing,
      example: { params: { Definition: 100001, Fps: 15, Quality: 80 }, result: {} },
    },
    DeleteAnimatedGraphicsTemplate: { result: nothing, example: { params: { Definition: 100001 }, result: {} } },
    DescribeAnimatedGraphicsTemplates: {
      result: record({
        TotalCount: integer('How many there are in all pages.'),
        AnimatedGraphicsTemplateSet: list(typed(template), 'The templates, presets first.'),
      }),
      example: { params: { Definitions: [20001] }, result: { TotalCount: 1, AnimatedGraphicsTemplateSet: [preset] } },
    },
  },
};
