import { describe, expect, test } from 'vitest';
import { bindings, commandOf, usesKey } from './keys.ts';

const press = (key: string, flags: Partial<KeyboardEvent> = {}) =>
  commandOf({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...flags });

describe('commandOf', () => {
  test.each([
    [' ', {}, 'play'],
    ['j', {}, 'playBack'],
    ['K', {}, 'pause'],
    ['l', {}, 'playForward'],
    ['i', {}, 'in'],
    ['I', { shiftKey: true }, 'goIn'],
    ['ArrowLeft', {}, 'frameBack'],
    ['ArrowRight', { shiftKey: true }, 'secondForward'],
    ['+', { shiftKey: true }, 'zoomIn'],
    ['=', {}, 'zoomIn'],
    ['z', { ctrlKey: true }, 'undo'],
    ['z', { metaKey: true }, 'undo'],
    ['Z', { ctrlKey: true, shiftKey: true }, 'redo'],
    ['Z', { shiftKey: true }, 'fitFilm'],
    ['?', { shiftKey: true }, 'help'],
  ])('does %o with %o: %s', (key, flags, command) => expect(press(key, flags)).toBe(command));

  test.each([
    ['l', { ctrlKey: true }],
    ['i', { altKey: true }],
    ['x', {}],
    ['Tab', {}],
  ])('leaves %o with %o to the browser', (key, flags) => expect(press(key, flags)).toBeUndefined());

  test('has each key once', () => {
    const keys = bindings.flatMap((binding) => binding.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('usesKey', () => {
  const element = (html: string) => {
    document.body.innerHTML = html;
    return document.body.firstElementChild?.firstElementChild ?? document.body.firstElementChild;
  };
  test.each([
    ['<input>', 'i', true],
    ['<textarea></textarea>', ' ', true],
    ['<button>x</button>', ' ', true],
    ['<button>x</button>', 'i', false],
    ['<div role="slider"></div>', 'ArrowLeft', true],
    ['<div role="slider"></div>', 'i', false],
    ['<div role="dialog"><button>x</button></div>', 'i', true],
    ['<div></div>', ' ', false],
  ])('of %s with %o: %s', (html, key, used) => expect(usesKey(element(html), { key })).toBe(used));
});
