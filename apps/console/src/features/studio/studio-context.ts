import { createContext, use, useSyncExternalStore } from 'react';
import type { Schemas } from '../../api/types.ts';
import type { Editor, EditorState } from './model/editor.ts';
import type { Source } from './pictures/pictures.ts';
import type { Sheets } from './pictures/sheets.ts';

/** What the parts of the page share. */
export interface Studio {
  readonly media: Schemas['MediaInfo'];
  readonly source: Source;
  readonly editor: Editor;
  /** The sheets of the timeline, from which also the exact times of frames come. */
  readonly sheets: Sheets;
}

export const StudioContext = createContext<Studio | undefined>(undefined);

export function useStudio(): Studio {
  const studio = use(StudioContext);
  if (!studio) throw new Error('useStudio needs a StudioContext');
  return studio;
}

/** The state of the timeline. It changes with each movement of a drag, so that only small parts of the page should use it. */
export function useEditorState(): EditorState {
  const { editor } = useStudio();
  return useSyncExternalStore(editor.subscribe, editor.getState);
}

/** A value of the state: other changes do not render the part again. */
export function useEditorValue<T extends number | string | boolean>(select: (state: EditorState) => T): T {
  const { editor } = useStudio();
  return useSyncExternalStore(editor.subscribe, () => select(editor.state));
}
