/** What a key does. */
export type Command =
  | 'play'
  | 'playBack'
  | 'pause'
  | 'playForward'
  | 'playSelection'
  | 'in'
  | 'out'
  | 'goIn'
  | 'goOut'
  | 'frameBack'
  | 'frameForward'
  | 'secondBack'
  | 'secondForward'
  | 'start'
  | 'end'
  | 'zoomIn'
  | 'zoomOut'
  | 'fitSelection'
  | 'fitFilm'
  | 'undo'
  | 'redo'
  | 'help';

interface Binding {
  readonly command: Command;
  /** Names of keys as `KeyboardEvent.key` has them, letters in lower case, with `shift+` and `mod+` (Ctrl, or Command on a Mac). */
  readonly keys: readonly string[];
}

/** The keys of video editors. The list is also what the help shows. */
export const bindings: readonly Binding[] = [
  { command: 'play', keys: [' '] },
  { command: 'playBack', keys: ['j'] },
  { command: 'pause', keys: ['k'] },
  { command: 'playForward', keys: ['l'] },
  { command: 'playSelection', keys: ['p'] },
  { command: 'in', keys: ['i'] },
  { command: 'out', keys: ['o'] },
  { command: 'goIn', keys: ['shift+i'] },
  { command: 'goOut', keys: ['shift+o'] },
  { command: 'frameBack', keys: ['arrowleft', ','] },
  { command: 'frameForward', keys: ['arrowright', '.'] },
  { command: 'secondBack', keys: ['shift+arrowleft'] },
  { command: 'secondForward', keys: ['shift+arrowright'] },
  { command: 'start', keys: ['home'] },
  { command: 'end', keys: ['end'] },
  { command: 'zoomIn', keys: ['+', '='] },
  { command: 'zoomOut', keys: ['-'] },
  { command: 'fitSelection', keys: ['z'] },
  { command: 'fitFilm', keys: ['shift+z'] },
  { command: 'undo', keys: ['mod+z'] },
  { command: 'redo', keys: ['mod+shift+z', 'mod+y'] },
  { command: 'help', keys: ['?'] },
];

type Key = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>;

const byKey = new Map(bindings.flatMap(({ command, keys }) => keys.map((key) => [key, command] as const)));

/** Characters that need Shift on some keyboards. */
const symbols = new Set(['+', '=', '-', '?', ',', '.']);

/** What a key does; undefined when it does nothing here. */
export function commandOf({ key, shiftKey, ctrlKey, metaKey, altKey }: Key): Command | undefined {
  if (altKey) return undefined;
  const name = key.toLowerCase();
  const mod = ctrlKey || metaKey ? 'mod+' : '';
  const shift = shiftKey && !symbols.has(name) ? 'shift+' : '';
  return byKey.get(mod + shift + name);
}

/** Whether the element with the focus uses the key itself: fields, buttons for Space and Enter, sliders for arrows. */
export function usesKey(element: EventTarget | null, { key }: Pick<KeyboardEvent, 'key'>): boolean {
  if (!(element instanceof HTMLElement)) return false;
  if (element.isContentEditable || element.closest('[role="dialog"], [role="menu"], [role="listbox"]')) return true;
  const { tagName } = element;
  if (tagName === 'TEXTAREA' || tagName === 'SELECT') return true;
  if (tagName === 'INPUT') return !['button', 'checkbox', 'submit'].includes((element as HTMLInputElement).type);
  const role = element.getAttribute('role');
  if (role === 'slider' || role === 'radio' || role === 'tab' || role === 'combobox') {
    return /^(?:Arrow|Home|End|Page)/.test(key);
  }
  return key === ' ' && (tagName === 'BUTTON' || tagName === 'A' || tagName === 'SUMMARY' || role === 'button');
}
