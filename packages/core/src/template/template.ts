/** A named set of output options. */
export interface Template {
  format: 'gif' | 'webp';
  /** 0 (derived) or 128 to 4096 px. */
  width: number;
  /** 0 (derived) or 128 to 4096 px. */
  height: number;
  /** open: width names the long edge of the displayed picture and height the short one. */
  resolutionAdaptive: 'open' | 'close';
  /** Whole frames a second, 1 to 60. */
  fps: number;
  /** 1 to 100. */
  quality: number;
  /** At most 64 characters. */
  name: string;
  /** At most 256 characters. */
  comment: string;
}

/** What makes a template: `fps`, and whatever differs from the defaults. */
export type TemplateInput = Pick<Template, 'fps'> & { [K in keyof Template]?: Template[K] | undefined };

/** A template that comes with cliploop. */
export interface Preset extends Template {
  id: number;
}
