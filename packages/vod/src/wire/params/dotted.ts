import { apiError } from '../error/api-error.js';
import { cut, nameOf } from './message.js';
import { type ParamTree, type ParamValue, paramLimits, tree } from './wire.js';

/** Before all names are read, "A.0" may be an element of an array or a member called "0". */
type Node = Map<string, Node | string>;

/**
 * Converts dotted names to nested values: "MediaProcessTask.AnimatedGraphicTaskSet.0.Definition". Members that are numbered
 * from 0 without gaps become an array, so a long array needs as many parameters.
 */
export function fromDotted(pairs: ReadonlyMap<string, string>): ParamTree {
  const root: Node = new Map();
  for (const [name, value] of pairs) place(root, name, value);
  const values = tree();
  for (const [name, node] of root) values[name] = build(node, name);
  return values;
}

function place(root: Node, name: string, value: string): void {
  const parts = name.split('.', paramLimits.depth + 1);
  if (parts.length > paramLimits.depth) {
    throw apiError('InvalidParameter', `${cut(name)} is nested more than ${paramLimits.depth} levels deep`);
  }
  if (parts.includes(''))
    throw apiError('InvalidParameter', `${JSON.stringify(cut(name))} is not a valid parameter name`);
  const last = parts.pop() as string;
  let node = root;
  for (const part of parts) {
    const next = node.get(part) ?? new Map();
    if (typeof next === 'string') throw ambiguous(name);
    node.set(part, next);
    node = next;
  }
  if (node.has(last)) throw ambiguous(name);
  node.set(last, value);
}

function build(node: Node | string, name: string): ParamValue {
  if (typeof node === 'string') return node;
  if ([...node.keys()].every(isIndex)) return elements(node, name);
  const values = tree();
  for (const [key, member] of node) values[key] = build(member, `${name}.${key}`);
  return values;
}

function elements(node: Node, name: string): ParamValue[] {
  return Array.from({ length: node.size }, (_, index) => {
    const element = node.get(String(index));
    if (element !== undefined) return build(element, `${name}.${index}`);
    throw apiError('MissingParameter', `${nameOf(`${name}.${index}`)} is missing; number elements from 0 without gaps`);
  });
}

function isIndex(key: string): boolean {
  return /^(0|[1-9]\d{0,4})$/.test(key);
}

function ambiguous(name: string): Error {
  return apiError('InvalidParameter', `${cut(name)} is given both as a value and as an object`);
}
