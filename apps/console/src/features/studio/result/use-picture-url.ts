import { useEffect, useState } from 'react';
import type { Preview } from '../pictures/pictures.ts';

/**
 * URLs of pictures. All of them are new when one changes, so that animations that are compared begin at the same time.
 */
export function usePictureUrls(a: Preview | undefined, b: Preview | undefined): readonly (string | undefined)[] {
  const [urls, setUrls] = useState<readonly (string | undefined)[]>([]);
  useEffect(() => {
    const made = [a, b].map((preview) => preview && URL.createObjectURL(preview.picture));
    setUrls(made);
    return () => {
      for (const url of made) if (url !== undefined) URL.revokeObjectURL(url);
    };
  }, [a, b]);
  return urls;
}
