import { expect, test } from 'vitest';
import { allRights } from '../domain/key/rights.js';
import { actionCodes } from '../wire/error/action-codes.js';
import { actions } from './actions.js';
import { isAudited, repeatOf, rightOf } from './rights.js';

test('gives exactly one right to every action', () => {
  const names = actions.map(({ name }) => name).sort();
  expect(Object.keys(rightOf).sort()).toEqual(names);
  expect(Object.keys(actionCodes).sort()).toEqual(names);
  expect(new Set(Object.values(rightOf))).toEqual(new Set(allRights));
});

test('gives the right "read" only to actions that describe, search and parse', () => {
  const reading = actions.map(({ name }) => name).filter((name) => rightOf[name] === 'read');
  expect(reading.filter((name) => !/^(Describe|Search|Parse)/.test(name))).toEqual([]);
  const others = actions.map(({ name }) => name).filter((name) => rightOf[name] !== 'read');
  expect(others.filter((name) => /^(Describe|Search|Parse)/.test(name))).toEqual([]);
});

test('makes every change once for each signature, except steps of uploads, and records it in the audit log', () => {
  for (const { name } of actions) {
    const changes = rightOf[name] !== 'read' && name !== 'PullEvents';
    const once = changes && name !== 'ApplyUpload' && name !== 'CommitUpload';
    expect([name, repeatOf(name) === 'never', isAudited(name)]).toEqual([name, once, changes]);
  }
});
