import { useEffect, useState } from 'react';
import { lastShown, type Rate, type Segment, segmentOf } from './model/segment.ts';
import { useEditorValue, useStudio } from './studio-context.ts';

/** The time of the last frame that the animation shows. @param fps of the animation */
export function useLastShown(fps: Rate): number {
  const { editor } = useStudio();
  return useEditorValue(({ selection }) => lastShown(selection, editor.sampling(fps)));
}

interface SettledSegment {
  /** Undefined while the frames are not known. */
  readonly segment: Segment | undefined;
  /** Whether the selection has changed since. */
  readonly isLate: boolean;
}

/** The segment of the selection when it has not changed for some time, ms, so that a drag does not render what depends on it. */
export function useSettledSegment(fps: Rate, ms: number): SettledSegment {
  const { editor } = useStudio();
  const [settled, setSettled] = useState<SettledSegment>({ segment: undefined, isLate: true });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let text = '';
    const follow = () => {
      const segment = segmentOf(editor.state.selection, editor.sampling(fps));
      const next = JSON.stringify(segment);
      if (next === text) return;
      text = next;
      clearTimeout(timer);
      setSettled((old) => (old.isLate ? old : { ...old, isLate: true }));
      timer = setTimeout(() => setSettled({ segment, isLate: false }), ms);
    };
    follow();
    const stop = editor.subscribe(follow);
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [editor, fps, ms]);
  return settled;
}
