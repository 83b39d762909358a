export { animate } from './animate.js';
export { CliploopError, type ErrorCode, type ErrorEntry, type ExitCode, errorCatalogue, exitCodes } from './errors.js';
export type { Input, RangeReader } from './input/types.js';
export type { AnimateOptions, Limits, ProbeOptions } from './options/animate-options.js';
export type { CropArea } from './options/crop.js';
export type { AnimationFormat } from './options/format.js';
export type { FrameRate } from './options/frame-rate.js';
export type { StillsOptions } from './options/stills-options.js';
export type { Time } from './options/time.js';
export type { Output } from './output/types.js';
export { plan } from './plan.js';
export { probe } from './probe.js';
export type { AnimateResult, Color, Crop, SourceInfo } from './result/animate-result.js';
export type { Plan } from './result/plan.js';
export type { Delays, Estimate, PlanResult, Suggestion } from './result/plan-result.js';
export type { AudioStream, Probe, VideoStream } from './result/probe-result.js';
export type { Progress } from './result/progress.js';
export type { Sheet, Still, StillsResult } from './result/stills-result.js';
export { spriteVtt } from './result/vtt.js';
export { stills } from './stills.js';
export {
  type Display,
  type Fit,
  type Resolution,
  resolveSize,
  type Size,
  type SizeRequest,
} from './template/resolution.js';
export type { Preset, Template, TemplateInput } from './template/template.js';
export { templates } from './template/templates.js';
export { type Versions, versions } from './versions.js';
export type { Warning, WarningCode } from './warnings.js';
