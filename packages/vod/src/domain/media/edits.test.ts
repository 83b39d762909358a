import { describe, expect, test } from 'vitest';
import { refusalOf } from '../../testing/refusal.js';
import { checkKeyFrameEdits, checkTagEdits, editKeyFrames, editTags } from './edits.js';
import { newFileId } from './file-id.js';
import { decodeCover } from './image.js';

const none = { clear: false, remove: [], add: [] };

describe('edits of tags', () => {
  test('clears, then removes, then adds tags, each once', () => {
    expect(editTags(['a', 'b'], none)).toEqual(['a', 'b']);
    expect(editTags(['a', 'b'], { ...none, remove: ['a', 'x'], add: ['b', 'c', 'c'] })).toEqual(['b', 'c']);
    expect(editTags(['a', 'b'], { ...none, clear: true })).toEqual([]);
  });

  test('refuses conflicts and too many entries', () => {
    expect(refusalOf(() => checkTagEdits({ ...none, remove: ['a'], add: ['b'] }))).toBe('accepted');
    expect(refusalOf(() => checkTagEdits({ clear: true, remove: ['a'], add: [] }))).toBe('accepted');
    expect(refusalOf(() => checkTagEdits({ clear: true, remove: [], add: ['a'] }))).toBe(
      'InvalidParameterValue.AddTagsAndClearTagsConflict: AddTags and ClearTags cannot be used together; give only one of them',
    );
    expect(refusalOf(() => checkTagEdits({ ...none, remove: ['a', 'b'], add: ['b'] }))).toBe(
      'InvalidParameterValue.AddTagsAndDeleteTagsConflict: AddTags and DeleteTags both contain "b"; remove it from one of them',
    );
    const many = Array.from({ length: 16 }, (_, index) => `t${index}`);
    expect(editTags(many, { ...none, remove: ['t0'], add: ['new'] })).toHaveLength(16);
    expect(refusalOf(() => editTags(many, { ...none, add: ['new'] }))).toBe(
      'LimitExceeded.TagCountReachMax: A media can have at most 16 tags, got 17 after the change',
    );
  });
});

describe('edits of key frame descriptions', () => {
  const at = (TimeOffset: number, Content = 'x') => ({ TimeOffset, Content });

  test('sorts by time, and keeps one description for each time', () => {
    const edits = { ...none, remove: [1], add: [at(0.5), at(2, 'new')] };
    expect(editKeyFrames([at(1), at(2, 'old'), at(3)], edits)).toEqual([at(0.5), at(2, 'new'), at(3)]);
    expect(editKeyFrames([at(1)], { ...none, clear: true })).toEqual([]);
  });

  test('refuses conflicts and too many entries', () => {
    expect(refusalOf(() => checkKeyFrameEdits({ clear: true, remove: [], add: [at(1)] }))).toBe(
      'InvalidParameterValue.AddKeyFrameDescsAndClearKeyFrameDescsConflict: ' +
        'AddKeyFrameDescs and ClearKeyFrameDescs cannot be used together; give only one of them',
    );
    expect(refusalOf(() => checkKeyFrameEdits({ ...none, remove: [1.5], add: [at(1.5)] }))).toBe(
      'InvalidParameterValue.AddKeyFrameDescsAndDeleteKeyFrameDescsConflict: ' +
        'AddKeyFrameDescs and DeleteKeyFrameDescs both contain 1.5; remove it from one of them',
    );
    const many = Array.from({ length: 100 }, (_, index) => at(index));
    expect(editKeyFrames(many, { ...none, add: [at(99, 'again')] })).toHaveLength(100);
    expect(refusalOf(() => editKeyFrames(many, { ...none, add: [at(100)] }))).toBe(
      'LimitExceeded.KeyFrameDescCountReachMax: A media can have at most 100 key frame descriptions, got 101 after the change',
    );
  });
});

describe('decodeCover', () => {
  test.each([
    ['gif', 'GIF89a rest'],
    ['gif', 'GIF87a rest'],
    ['jpg', '\xff\xd8\xff\xe0 rest'],
    ['png', '\x89PNG\r\n\x1a\n rest'],
  ])('decodes a cover of type %s that starts with %j', (type, content) => {
    const bytes = Buffer.from(content, 'latin1');
    const lines = bytes.toString('base64').replace(/.{8}/g, '$&\r\n');
    expect(decodeCover(lines)).toEqual({ bytes, type });
  });

  test.each([
    ['', 'not base64'],
    ['R0lGODlh!', 'not base64'],
    ['R0lGODlhA', 'not base64'],
    [Buffer.from('<svg/>').toString('base64'), 'base64 of other data'],
    [Buffer.from('GIF90a').toString('base64'), 'base64 of other data'],
  ])('refuses %j', (base64, received) => {
    expect(refusalOf(() => decodeCover(base64))).toBe(
      `InvalidParameterValue.ImageDecodeError: CoverData must be base64 of a GIF, JPEG or PNG, got ${received}`,
    );
  });
});

test('makes random file ids of 19 digits', () => {
  const ids = Array.from({ length: 2000 }, newFileId);
  for (const id of ids) expect(id).toMatch(/^5\d{18}$/);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(ids.map((id) => id.slice(1, 3))).size).toBeGreaterThan(80);
});
