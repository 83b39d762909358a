import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { doubtOf, type Rate } from '../model/segment.ts';
import { shownQuery } from '../queries.ts';
import { useEditorValue, useStudio } from '../studio-context.ts';

/** Stands for no time. */
const NONE = -1;

/**
 * Asks the service which frame an animation shows at a time, where the times of the frames alone do not say it. Shows nothing.
 * @param fps of the animation
 */
export function Doubts({ fps }: { readonly fps: Rate }) {
  const { source, editor } = useStudio();
  const doubt = useEditorValue(({ selection }) => doubtOf(selection, editor.sampling(fps)) ?? NONE);
  const { data } = useQuery(shownQuery(source, doubt === NONE ? undefined : doubt));
  useEffect(() => {
    if (doubt !== NONE && data !== undefined) editor.learnShown(doubt, data);
  }, [editor, doubt, data]);
  return null;
}
