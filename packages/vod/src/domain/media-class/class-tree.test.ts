import { expect, test } from 'vitest';
import { ClassTree, defaultClass } from './class-tree.js';

const tree = new ClassTree([
  { classId: 9, parentId: 4, name: 'c' },
  { classId: 3, parentId: -1, name: 'a' },
  { classId: 4, parentId: 3, name: 'b' },
  { classId: 5, parentId: 3, name: 'd' },
  { classId: 6, parentId: -1, name: 'e' },
]);

test('adds the default class, and sorts by id', () => {
  expect(tree.classes.map(({ classId }) => classId)).toEqual([0, 3, 4, 5, 6, 9]);
  expect(tree.find(0)).toBe(defaultClass);
  expect(tree.subclasses(-1).map(({ classId }) => classId)).toEqual([0, 3, 6]);
  expect(tree.subclasses(0)).toEqual([]);
});

test('gives levels and paths from the first level down', () => {
  expect([0, 3, 4, 9].map((classId) => tree.level(classId))).toEqual([0, 0, 1, 2]);
  expect(tree.path(9)).toEqual({ ClassId: 9, ClassName: 'c', ClassPath: 'a - b - c' });
  expect(tree.path(3)).toEqual({ ClassId: 3, ClassName: 'a', ClassPath: 'a' });
});

test.each([0, 7, -1])('shows the default class for the unknown or default id %i', (classId) => {
  expect(tree.path(classId)).toEqual({ ClassId: 0, ClassName: '其他', ClassPath: '其他' });
});

test.each([
  [[3], [3, 4, 5, 9]],
  [
    [9, 4, 9],
    [9, 4],
  ],
  [
    [0, 77],
    [0, 77],
  ],
  [[], []],
])('adds the subclasses of %j, each once', (given, all) => {
  expect(tree.withSubclasses(given)).toEqual(all);
});
