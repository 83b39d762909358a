import { CliploopError } from '../errors.js';
import { shown } from '../schema/field.js';
import { parseRecord } from '../schema/record.js';
import { templateSchema } from './schema.js';
import type { Preset, Template } from './template.js';

const defaults = {
  format: 'gif',
  width: 0,
  height: 0,
  resolutionAdaptive: 'open',
  quality: 75,
  name: '',
  comment: '',
} as const;

const presets: readonly Preset[] = [
  { ...defaults, id: 20000, format: 'gif', fps: 2, name: 'GIF-source' },
  { ...defaults, id: 20001, format: 'webp', fps: 2, name: 'WebP-source' },
];

/** Templates: those that come with cliploop, and the rules for those that others make. */
export const templates = {
  /** The presets, by ascending id. */
  list(): Preset[] {
    return presets.map((preset) => ({ ...preset }));
  },

  /** The preset of that id. Throws TEMPLATE_NOT_FOUND. */
  get(id: number): Preset {
    const preset = presets.find((known) => known.id === id);
    if (preset === undefined) {
      throw new CliploopError('TEMPLATE_NOT_FOUND', `There is no template ${id}`, {
        stage: 'options',
        option: 'template',
      });
    }
    return { ...preset };
  },

  /** The template with its defaults filled in. Throws TEMPLATE_INVALID, whose `option` names the field. */
  check(value: unknown): Template {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new CliploopError('TEMPLATE_INVALID', `a template must be an object, got ${shown(value)}`, {
        stage: 'options',
      });
    }
    // A preset from list() is a template too.
    const { id: _, ...fields } = value as Record<string, unknown>;
    const given = parseRecord(templateSchema, fields, {
      code: 'TEMPLATE_INVALID',
      noun: 'template field',
      prefix: '',
      suffix: ' of the template',
    });
    if (given.fps === undefined) {
      throw new CliploopError('TEMPLATE_INVALID', 'fps of the template is missing', {
        stage: 'options',
        option: 'fps',
      });
    }
    return { ...defaults, ...given, fps: given.fps };
  },
};
