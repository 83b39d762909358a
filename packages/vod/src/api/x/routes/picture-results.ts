import { animationFormats } from '@cliploop/core/schema';
import { integer, list, nullable, number, oneOf, record, text } from '../../description/schema.js';

const start = number('Start of the segment in the video, seconds.');
const end = nullable({ type: 'number' }, 'End of the segment, seconds. Null: the end of the video, which is unknown.');
const width = integer('Width, px.');
const height = integer('Height, px.');

export const stillsHeader = {
  json: record(
    {
      Times: list(
        { type: 'number' },
        'When each still begins, in seconds from the first displayed frame. As StartTimeOffset, a time chooses exactly this frame as the first one; as EndTimeOffset, the frame before it as the last one.',
      ),
      Columns: integer('Columns of the sheet. The stills are in rows from the left, the first row at the top.'),
      Width: integer('Width of each still, px.'),
      Height: integer('Height of each still, px.'),
      Exact: { type: 'boolean', description: 'False: stills may be key frames near the times that Count asks for.' },
      StartTimeOffset: start,
      EndTimeOffset: end,
    },
    'StillsInfo',
  ),
  example: {
    ...{ Times: [0, 4.004, 8.008], Columns: 3, Width: 160, Height: 90, Exact: false },
    ...{ StartTimeOffset: 0, EndTimeOffset: 12.012 },
  },
};

export const previewHeader = {
  json: record(
    {
      Bytes: integer('Size of the file.'),
      Frames: integer('Number of frames.'),
      Width: width,
      Height: height,
      StartTimeOffset: start,
      EndTimeOffset: number('End of the segment, seconds.'),
      Md5: text('MD5 of the file, hexadecimal.'),
      Seconds: number('Time that it took.'),
      Cut: list(
        oneOf('`Duration`: the end is missing. `Size`: it is smaller.', 'Duration', 'Size'),
        'What differs from the animation of a task. Empty: nothing, so that the bytes are the same.',
      ),
      Seam: nullable(
        record({
          Moved: { type: 'boolean', description: 'Whether the ends are not those that were asked for.' },
          Crossfade: number('Length of the crossfade, seconds. 0: none.'),
          JumpBefore: number(
            'The jump of the segment that was asked for: the difference of its last to its first frame, by that of neighbors.',
          ),
          Jump: number('The jump of the animation.'),
        }),
        'How the loop was closed. Null: without Seamless.',
      ),
      Fitted: nullable(
        record({
          Quality: integer('Quality.'),
          Width: width,
          Height: height,
          Fps: number('Frames per second.'),
        }),
        'The settings that fit into MaxBytes. Null: without it.',
      ),
    },
    'PreviewInfo',
  ),
  example: {
    ...{ Bytes: 812_345, Frames: 45, Width: 480, Height: 270, StartTimeOffset: 1.5, EndTimeOffset: 4.5 },
    ...{ Md5: '0cc175b9c0f1b6a831c399e269772661', Seconds: 0.7, Cut: [], Seam: null, Fitted: null },
  },
};

const seconds = { type: 'number' };

export const planned = record(
  {
    Format: oneOf('Format of the animation.', ...animationFormats),
    Width: width,
    Height: height,
    Frames: nullable({ type: 'integer' }, 'Number of frames, before equal ones are merged. Null: unknown.'),
    Exact: { type: 'boolean', description: 'Whether Frames, Duration and Delays follow from the times of all frames.' },
    Fps: nullable({ type: 'number' }, 'Frames per second. Null: unknown.'),
    Duration: nullable(seconds, 'Duration of one play, seconds. Null: unknown.'),
    StartTimeOffset: start,
    EndTimeOffset: end,
    Delays: nullable(
      record({ Shortest: number('The shortest delay.'), Longest: number('The longest delay.') }),
      'Delays of the frames, seconds. Null: unknown.',
    ),
    Estimate: nullable(
      record({
        Bytes: integer('Size of the animation.'),
        LowBytes: integer('The size is probably at least this.'),
        HighBytes: integer('The size is probably at most this.'),
        Frames: integer('Number of frames, after equal ones are merged.'),
        Seconds: number('Time that a worker takes on this machine.'),
      }),
      'Estimate, from some frames that were encoded. Null: the number of frames is unknown.',
    ),
    Suggestions: list(
      record({
        Width: nullable({ type: 'integer' }, 'Null: not to change.'),
        Height: nullable({ type: 'integer' }, 'Null: not to change.'),
        Fps: nullable({ type: 'number' }, 'Null: not to change.'),
        Bytes: integer('Estimated size with these settings.'),
      }),
      'Settings that make the animation smaller, the largest one first.',
    ),
    Warnings: list(
      record({ Code: text('Code of the warning.'), Message: text('The warning.') }),
      'What the settings or the source make different from what might be expected.',
    ),
  },
  'AnimationPlan',
);

export const planExample = {
  ...{ Format: 'gif', Width: 480, Height: 270, Frames: 45, Exact: true, Fps: 15, Duration: 3 },
  ...{ StartTimeOffset: 1.5, EndTimeOffset: 4.5, Delays: { Shortest: 0.06, Longest: 0.07 } },
  Estimate: { Bytes: 812_345, LowBytes: 700_000, HighBytes: 950_000, Frames: 45, Seconds: 0.7 },
  Suggestions: [{ Width: 320, Height: null, Fps: null, Bytes: 390_000 }],
  Warnings: [],
};
