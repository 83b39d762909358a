import { templates } from '@cliploop/core';
import type { AnimatedGraphicsTemplate } from './template.js';

/** Creation time of the presets in the contract. */
const createTime = new Date('2018-10-01T10:00:00Z');

/** The templates that every application has: the presets of core. */
export const presets: readonly AnimatedGraphicsTemplate[] = templates.list().map((preset) => ({
  definition: preset.id,
  preset: true,
  name: preset.name,
  comment: preset.comment,
  width: preset.width,
  height: preset.height,
  resolutionAdaptive: preset.resolutionAdaptive,
  format: preset.format,
  fps: preset.fps,
  quality: preset.quality,
  createTime,
  updateTime: createTime,
}));

export function findPreset(definition: number): AnimatedGraphicsTemplate | undefined {
  return presets.find((preset) => preset.definition === definition);
}
