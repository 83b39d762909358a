import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import type { Schemas } from '../../api/types.ts';
import { Editor, type Film } from './model/editor.ts';
import type { Reading } from './model/reading.ts';
import type { StudioSearch } from './model/studio-search.ts';
import { type Source, stills } from './pictures/pictures.ts';
import { Sheets } from './pictures/sheets.ts';
import { readFilmQuery } from './queries.ts';
import type { Studio } from './studio-context.ts';

interface Given {
  readonly media: Schemas['MediaInfo'];
  /** The media, read as templates do. */
  readonly source: Source;
  readonly film: Film;
  /** How the settings read it. */
  readonly reading: Reading | undefined;
  /** The times to begin with. */
  readonly search: Pick<StudioSearch, 'at' | 'in' | 'out'>;
}

/**
 * The timeline of the film that the settings read. When they choose another stream or another frame rate, the film is another one: the last
 * one stays until the length of the new one is known, and the selection is kept as far as possible. A film that cannot be read is
 * replaced by the main one: the estimate shows the error.
 * @returns undefined: the film is not known yet
 */
export function useStudioOf({ media, source, film, reading, search }: Given): Studio | undefined {
  const text = reading && JSON.stringify(reading);
  const read = useMemo(
    () => (text === undefined ? source : { ...source, reading: JSON.parse(text) as Reading }),
    [source, text],
  );
  const { data, error } = useQuery(readFilmQuery(read, film.fps, read !== source));
  const isMain = read === source || error !== null;
  const [wanted, length] = isMain ? [source, film] : [read, data];
  const [studio, setStudio] = useState<Studio>();
  if (length && studio?.source !== wanted) {
    const times = studio ? { ...studio.editor.state.selection, at: studio.editor.state.at } : search;
    setStudio({
      ...{ media, source: wanted, editor: new Editor(length, times) },
      // One at a time, so that an exact frame does not wait: the service makes few pictures of an application at once.
      sheets: new Sheets({ load: (query, signal) => stills(wanted, query, signal), parallel: 1 }),
    });
  }
  useEffect(() => () => studio?.sheets.close(), [studio]);
  return studio;
}
