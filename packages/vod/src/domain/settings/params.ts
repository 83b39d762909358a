import { CliploopError } from '@cliploop/core';
import { checkOptions, type Entry } from '@cliploop/core/schema';
import { apiError } from '../../wire/error/api-error.js';
import { type ApiErrorCode, apiErrors } from '../../wire/error/catalogue.js';
import { described, type Kind, named, optional, refusedWith, required } from '../../wire/params/kind.js';
import { refusal, shown } from '../../wire/params/message.js';
import { integer, number } from '../../wire/params/number.js';
import { type ObjectOf, object } from '../../wire/params/object.js';
import { isStorable, storable } from '../../wire/params/string.js';
import { describeSetting, typeOf, typesOf } from './describe.js';
import { memberOf, optionsOf, type Settings, settingEntries } from './members.js';

/** Seconds of the longest video that times may be in. */
export const MAX_SECONDS = 1e9;
const seconds = () => number({ min: -MAX_SECONDS, max: MAX_SECONDS });

export const segment = {
  StartTimeOffset: described(
    optional(seconds()),
    'Start of the segment in seconds, counted from the first displayed frame. A negative value counts back from the end.',
  ),
  EndTimeOffset: described(
    optional(seconds()),
    'End of the segment in seconds. A negative value counts back from the end. Absent or 0: the end of the video.',
  ),
};

const codes = new Map(settingEntries.map(([name]) => [memberOf(name), codeOf(memberOf(name))]));

/** The code of the contract for a wrong value of this member, if it has one. */
function codeOf(member: string): ApiErrorCode {
  const own = `InvalidParameterValue.${member}`;
  return Object.hasOwn(apiErrors, own) ? (own as ApiErrorCode) : 'InvalidParameterValue';
}

/** Of a setting, checks what the engine does not. The settings are checked together afterwards. */
function settingOf(member: string, entry: Entry): Kind<unknown> {
  const json = describeSetting(entry);
  const code = codes.get(member) ?? 'InvalidParameterValue';
  const types = typesOf(json);
  return optional(
    required({
      rule: entry.field.rule,
      json: { ...json, ...refusedWith(code) },
      read: (value, { name }) => {
        if (!types.includes(typeOf(value))) throw refusal('InvalidParameter', name, shown(value), entry.field.rule);
        // Texts in JSON have no raw U+0000 and surrogates, so each of them is looked at.
        JSON.stringify(value, (_, text) => {
          if (typeof text === 'string' && !isStorable(text)) throw refusal(code, name, shown(text), storable);
          return text;
        });
        return value;
      },
    }),
  );
}

const members = object(
  Object.fromEntries(settingEntries.map(([name, entry]) => [memberOf(name), settingOf(memberOf(name), entry)])),
);

/** The settings of an animation: all options of animate() that a service can take, with their rules and defaults. */
export const settings: Kind<Settings> = named(
  {
    ...members,
    json: { ...members.json, 'x-linked': true },
    read: (value, at) => {
      const given = members.read(value, at) as Settings;
      checkSettings(given, at.name);
      return given;
    },
  },
  'AnimationSettings',
);

/**
 * Checks the settings together, as the engine does.
 * @param place of the settings, for messages
 * @throws ApiError
 */
export function checkSettings(given: Settings, place: string): void {
  try {
    checkOptions(optionsOf(given));
  } catch (error) {
    if (!(error instanceof CliploopError)) throw error;
    const { message } = error.withOptionNames((name) => `${place}.${memberOf(name)}`);
    throw apiError(codes.get(memberOf(error.option ?? '')) ?? 'InvalidParameterValue', message, error.code);
  }
}

/** What an animation is made of: a segment, and a template or settings. */
export const animationParams = {
  ...segment,
  Definition: described(
    optional(integer({ min: 0, max: 2 ** 31 - 1 })),
    'ID of a template. Absent or 0: the settings are those in `Settings`.',
  ),
  Settings: described(optional(settings), 'Settings of the animation, instead of those of a template.'),
};

export type AnimationParams = ObjectOf<typeof animationParams>;

/** @param place of the members in the request, with a dot at its end @throws ApiError unless there is a template or settings */
export function checkChoice({ Definition = 0, Settings }: AnimationParams, place = ''): void {
  const [definition, own] = [`${place}Definition`, `${place}Settings`];
  if (Definition !== 0 && Settings) {
    throw apiError('InvalidParameterValue', `${definition} and ${own} cannot be combined; give only one of them`);
  }
  if (Definition === 0 && !Settings) throw apiError('MissingParameter', `${own} is missing; give it, or ${definition}`);
}

/** An animation of a request, in which there are several. */
const animation = object(animationParams);

export const animationParam: Kind<AnimationParams> = named(
  {
    ...animation,
    read: (value, at) => {
      const given = animation.read(value, at);
      checkChoice(given, `${at.name}.`);
      return given;
    },
  },
  'AnimationInput',
);
