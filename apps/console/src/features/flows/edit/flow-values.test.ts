import { expect, test } from 'vitest';
import type { Flow } from '../../../parts/flows.ts';
import { contentOf, newAnimation, otherParts, valuesOf } from './flow-values.ts';

/** As the service returns it: sets that were not given are empty, and absent times are 0. */
const flow = {
  Name: 'every-upload',
  Type: 'Custom',
  Comment: 'all',
  MediaProcessTask: {
    TranscodeTaskSet: [],
    AnimatedGraphicTaskSet: [
      { Definition: 20000, StartTimeOffset: 1.5, EndTimeOffset: -2 },
      { Definition: 20001, StartTimeOffset: 0, EndTimeOffset: 0 },
    ],
    CoverBySnapshotTaskSet: [{ Definition: 10, PositionType: 'Time', PositionValue: 1 }],
  },
  AiContentReviewTask: null,
  AiAnalysisTask: { Definition: 20 },
  AiRecognitionTaskSet: [{ Definition: 30 }],
  AiRecognitionTask: null,
  MiniProgramPublishTask: null,
  ReviewAudioVideoTask: null,
  ImportMediaKnowledgeTaskSet: [],
  CreateTime: '2026-01-01T00:00:00Z',
  UpdateTime: '2026-01-01T00:00:00Z',
} as unknown as Flow;

test('keeps every part of a task flow that it does not edit', () => {
  expect(contentOf(valuesOf(flow), flow)).toEqual({
    Name: 'every-upload',
    Comment: 'all',
    MediaProcessTask: {
      CoverBySnapshotTaskSet: [{ Definition: 10, PositionType: 'Time', PositionValue: 1 }],
      AnimatedGraphicTaskSet: [{ Definition: 20000, StartTimeOffset: 1.5, EndTimeOffset: -2 }, { Definition: 20001 }],
    },
    AiAnalysisTask: { Definition: 20 },
    AiRecognitionTaskSet: [{ Definition: 30 }],
  });
  expect(otherParts(flow).map(({ name }) => name)).toEqual([
    'CoverBySnapshotTaskSet',
    'AiAnalysisTask',
    'AiRecognitionTaskSet',
  ]);
});

test('writes only what a new task flow has', () => {
  const animation = { ...newAnimation('20000'), start: 2 };
  expect(contentOf({ Name: ' a ', Comment: '', animations: [animation] })).toEqual({
    Name: 'a',
    Comment: '',
    MediaProcessTask: { AnimatedGraphicTaskSet: [{ Definition: 20000, StartTimeOffset: 2 }] },
  });
  expect(contentOf({ Name: 'a', Comment: '', animations: [] })).toEqual({ Name: 'a', Comment: '' });
});
