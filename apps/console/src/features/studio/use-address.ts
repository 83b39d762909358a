import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { ownSettingsOf, searchOf, settingsOf } from './model/address.ts';
import type { Editor } from './model/editor.ts';
import { firstSettings, type OwnSettings, type Settings } from './model/settings.ts';
import type { StudioSearch } from './model/studio-search.ts';

/** What the address has beside the times. */
export interface Choices {
  readonly settings: Settings;
  /** The settings to compare with. */
  readonly other: OwnSettings | undefined;
  /** TaskId of the animation that was started last. */
  readonly task: string | undefined;
}

/** The address is written when nothing has changed for this time, ms: browsers limit how often it may change. */
const SETTLE = 300;

/**
 * The choices, which begin with those of the address.
 * @param sourceWidth of the video, pixels: the usual width would enlarge a smaller one
 */
export function useChoices(sourceWidth: number): readonly [Choices, (changes: Partial<Choices>) => void] {
  const search = useSearch({ from: '/app/create/$fileId' });
  const [choices, setChoices] = useState<Choices>(() => ({
    settings: settingsOf(
      search.width === undefined && sourceWidth < firstSettings.width ? { ...search, width: 0 } : search,
    ),
    other: search.b && ownSettingsOf(search.b),
    task: search.task,
  }));
  return [choices, (changes) => setChoices((old) => ({ ...old, ...changes }))];
}

/** Keeps the state of the page in its address, so that a reload, a bookmark or a link shows the same. */
export function useAddress(editor: Editor, choices: Choices): void {
  const navigate = useNavigate({ from: '/create/$fileId' });

  useEffect(() => {
    const { settings, other, task } = choices;
    let timer: ReturnType<typeof setTimeout>;
    const write = () => {
      const { selection, at } = editor.state;
      const b = other && ownPart(searchOf({ kind: 'own', own: other }));
      const next = { ...searchOf(settings), b, task, in: selection.in, out: selection.out, at };
      void navigate({
        search: (old) => ({ ...old, ...next }) as StudioSearch,
        replace: true,
        resetScroll: false,
      });
    };
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(write, SETTLE);
    };
    later();
    const stop = editor.subscribe(later);
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [editor, choices, navigate]);
}

function ownPart({ format, width, height, fps, quality, more }: StudioSearch): StudioSearch['b'] {
  return { format, width, height, fps, quality, more };
}
