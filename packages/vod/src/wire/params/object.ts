import { type Infer, type Kind, receive, required } from './kind.js';
import { refusal, shown } from './message.js';
import { refuseUnknown } from './unknown.js';

export type Members = { readonly [name: string]: Kind<unknown> };

type MayMiss<M extends Members> = { [K in keyof M]: undefined extends Infer<M[K]> ? K : never }[keyof M];
type Flat<T> = { [K in keyof T]: T[K] };
export type ObjectOf<M extends Members> = Flat<
  { [K in Exclude<keyof M, MayMiss<M>>]: Infer<M[K]> } & { [K in MayMiss<M>]?: Infer<M[K]> }
>;

/**
 * An object with the given members. Members that are not sent are missing in the result. `checkNames` throws for unknown members;
 * `read` leaves them out.
 */
export function object<const M extends Members>(members: M): Kind<ObjectOf<M>> {
  const entries = Object.entries(members);
  const rule = 'an object';
  const requiredNames = entries.filter(([, kind]) => kind.required).map(([name]) => name);
  return required({
    rule,
    json: {
      type: 'object',
      properties: Object.fromEntries(entries.map(([name, kind]) => [name, kind.json])),
      ...(requiredNames.length > 0 && { required: requiredNames }),
      additionalProperties: false,
    },
    checkNames: (value, { name: parent, wire }) => {
      if (typeof value !== 'object' || Array.isArray(value)) return;
      refuseUnknown(value, Object.keys(members), parent);
      for (const [member, inner] of Object.entries(value)) {
        const name = parent === '' ? member : `${parent}.${member}`;
        if (inner !== null) members[member]?.checkNames?.(inner, { name, wire });
      }
    },
    checkSize: (value, { name: parent, wire }) => {
      if (typeof value !== 'object' || Array.isArray(value)) return;
      for (const [member, kind] of entries) {
        const name = parent === '' ? member : `${parent}.${member}`;
        const inner = Object.hasOwn(value, member) ? value[member] : undefined;
        if (inner !== undefined && inner !== null) kind.checkSize?.(inner, { name, wire });
      }
    },
    read: (value, { name: parent, wire }) => {
      if (typeof value !== 'object' || Array.isArray(value)) {
        throw refusal('InvalidParameter', parent, shown(value), rule);
      }
      const read: Record<string, unknown> = {};
      for (const [member, kind] of entries) {
        const name = parent === '' ? member : `${parent}.${member}`;
        const own = Object.hasOwn(value, member) ? value[member] : undefined;
        const accepted = receive(kind, own, { name, wire });
        if (accepted !== undefined) read[member] = accepted;
      }
      return read as ObjectOf<M>;
    },
  });
}
