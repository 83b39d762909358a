import { Button } from '@mantine/core';
import { Upload } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { lazyDialog } from '../../../parts/lazy-dialog.tsx';
import { DropOverlay } from '../../../parts/uploads/drop-overlay.tsx';
import { withoutRepeats } from '../../../parts/uploads/pick-files.ts';
import type { ChosenFile } from '../../../parts/uploads/uploads.ts';
import { useDrop } from '../../../parts/uploads/use-drop.ts';

const UploadDialog = lazyDialog(async () => (await import('./upload-dialog.tsx')).UploadDialog);

/** Opens the dialog for uploads, also when files are dropped on the page or pasted. */
export function useUploadDialog() {
  const { t } = useTranslation('media');
  const [files, setFiles] = useState<readonly ChosenFile[]>();
  const add = useCallback(
    (more: readonly ChosenFile[]) =>
      setFiles((old) => (more.length > 0 ? withoutRepeats([...(old ?? []), ...more]) : old)),
    [],
  );
  const isOver = useDrop(add);
  const dialog = (
    <>
      {isOver && <DropOverlay text={t('upload.drop')} />}
      <UploadDialog opened={files !== undefined} files={files} onAdd={add} onClose={() => setFiles(undefined)} />
    </>
  );
  return { dialog, open: () => setFiles((old) => old ?? []) };
}

export function UploadButton({ onClick }: { readonly onClick: () => void }) {
  const { t } = useTranslation('media');
  return (
    <Button leftSection={<Upload size={16} aria-hidden />} onClick={onClick}>
      {t('upload.open')}
    </Button>
  );
}
