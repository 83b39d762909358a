import { animationFormats } from '@cliploop/core/schema';
import { type Group, nothing } from '../group.js';
import { integer, list, number, oneOf, record, text, time, typed } from '../schema.js';

const definition = integer('ID of the template.');

const template = record(
  {
    Definition: definition,
    Type: oneOf(
      'Type of the template: `Preset` for built-in templates, `Custom` for templates of the application.',
      'Preset',
      'Custom',
    ),
    Name: text('Name of the template.'),
    Comment: text('Description of the template.'),
    Width: integer('Width in pixels. 0 means proportional to Height, or the width of the video if Height is 0 too.'),
    Height: integer('Height in pixels. 0 means proportional to Width, or the height of the video if Width is 0 too.'),
    ResolutionAdaptive: oneOf(
      'How Width and Height apply. `open`: Width is the long side of the frame, and Height the short side. `close`: Width is the width, and Height the height.',
      'open',
      'close',
    ),
    Format: oneOf('Format of the animation.', ...animationFormats),
    Fps: integer('Frames per second.'),
    Quality: number('Quality, from 1 to 100.'),
    CreateTime: time('Time of creation.'),
    UpdateTime: time('Time of the last change.'),
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
    'A template defines the format, size, frame rate and quality of animations. The presets 20000 (GIF) and 20001 (WebP) have the size of the video and 2 frames per second.',
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
        TotalCount: integer('Total number of matching templates, on all pages.'),
        AnimatedGraphicsTemplateSet: list(typed(template), 'The templates of the page, the presets first.'),
      }),
      example: { params: { Definitions: [20001] }, result: { TotalCount: 1, AnimatedGraphicsTemplateSet: [preset] } },
    },
  },
};
