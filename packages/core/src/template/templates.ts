import { CliploopError } from '../errors.js';
import { formatValue } from '../schema/field.js';
import { defaultsOf, parseRecord } from '../schema/record.js';
import { type Preset, type Template, templateSchema } from './template.js';

const defaults = defaultsOf(templateSchema);

const presets: readonly Preset[] = [
  { ...defaults, id: 20000, format: 'gif', fps: 2, name: 'GIF-source' },
  { ...defaults, id: 20001, format: 'webp', fps: 2, name: 'WebP-source' },
];

/** The presets, and validation of other templates. */
export const templates = {
  /** Returns copies of the presets, in ascending order of id. */
  list(): Preset[] {
    return presets.map((preset) => ({ ...preset }));
  },

  /**
   * Returns a copy of the preset with this id.
   *
   * @throws {CliploopError} TEMPLATE_NOT_FOUND
   */
  get(id: number): Preset {
    const preset = presets.find((known) => known.id === id);
    if (preset === undefined) {
      throw new CliploopError('TEMPLATE_NOT_FOUND', `Template ${id} not found`, {
        stage: 'options',
        option: 'template',
      });
    }
    return { ...preset };
  },

  /**
   * Validates a template and fills in the defaults.
   *
   * @throws {CliploopError} TEMPLATE_INVALID; `option` names the field.
   */
  check(value: unknown): Template {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new CliploopError('TEMPLATE_INVALID', `template must be an object, got ${formatValue(value)}`, {
        stage: 'options',
      });
    }
    // Presets have an id, and are valid templates, too.
    const { id: _, ...fields } = value as Record<string, unknown>;
    const given = parseRecord(templateSchema, fields, {
      code: 'TEMPLATE_INVALID',
      noun: 'template field',
      prefix: '',
      suffix: ' of the template',
    });
    if (given.fps === undefined) {
      throw new CliploopError('TEMPLATE_INVALID', 'fps of the template is required', {
        stage: 'options',
        option: 'fps',
      });
    }
    return { ...defaults, ...given, fps: given.fps };
  },
};
