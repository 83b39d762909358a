import { lazy, Suspense, useEffect } from 'react';
import { reportFailedImport } from '../parts/failed-import.tsx';
import { useUploads } from '../parts/uploads/upload-list.ts';
import { restoreUploads } from '../parts/uploads/uploads.ts';
import { useHasPage } from './navigation.tsx';

const UploadTray = lazy(async () => {
  try {
    return { default: (await import('../parts/uploads/upload-tray.tsx')).UploadTray };
  } catch {
    void reportFailedImport();
    return { default: () => null };
  }
});

/** The uploads at the edge of every page, when there are some. */
export function Uploads() {
  const hasUploads = useUploads().length > 0;
  const canCreate = useHasPage('/create');
  useEffect(() => void restoreUploads(), []);
  if (!hasUploads) return null;
  return (
    <Suspense>
      <UploadTray canCreate={canCreate} />
    </Suspense>
  );
}
