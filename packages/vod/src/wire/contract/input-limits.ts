import { paramLimits } from '../params/wire.js';
import type { InputType, inputTypes } from './input-types.js';

type Limits = { readonly [T in InputType]?: { readonly [M in keyof (typeof inputTypes)[T]]?: number } };

/** Limits that the contract documents: characters of a text, elements of an array. Other members have the general limits. */
const limits: Limits = {
  TranscodeTaskInput: { WatermarkSet: 10, MosaicSet: 10, HeadTailSet: 10, SubtitleInfoSet: 2 },
  SnapshotByTimeOffsetTaskInput: { WatermarkSet: 10 },
  SampleSnapshotTaskInput: { WatermarkSet: 10 },
  CoverBySnapshotTaskInput: { WatermarkSet: 10 },
  AdaptiveDynamicStreamingTaskInput: { WatermarkSet: 10, SubtitleSet: 16, SubtitleInfoSet: 2 },
  CopyRightWatermarkInput: { Text: 200 },
  MediaSubtitleInput: { Name: 64, Id: 16, Content: 1_000_000 },
  SPEKEDrm: { ResourceId: 128 },
  WatermarkInput: { TextContent: 100, SvgContent: 2_000_000 },
};

/** Largest number of characters or elements of a member. @param of type of the member */
export function inputLimit(type: InputType, member: string, of: string): number {
  const own = (limits[type] as Readonly<Record<string, number>> | undefined)?.[member];
  return own ?? (of.endsWith('[]') ? paramLimits.elements : paramLimits.text);
}
