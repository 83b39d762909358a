import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { doubtOf, type Sampling, type Selection } from '../model/segment.ts';
import { shownQuery } from '../queries.ts';
import { useStudio } from '../studio-context.ts';

/** Asks the service which frame an animation shows at a time, where the times of the frames alone do not say it. */
export function useDoubt(selection: Selection, sampling: Sampling): void {
  const { source, editor } = useStudio();
  const doubt = doubtOf(selection, sampling);
  const { data } = useQuery(shownQuery(source, doubt));
  useEffect(() => {
    if (doubt !== undefined && data !== undefined) editor.learnShown(doubt, data);
  }, [editor, doubt, data]);
}
