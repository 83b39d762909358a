import { Button } from '@mantine/core';
import { Upload } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { lazyDialog } from '../../../parts/lazy-dialog.tsx';
import { DropOverlay } from '../../../parts/uploads/drop-overlay.tsx';
import { keyOf, pickFiles, withoutRepeats } from '../../../parts/uploads/pick-files.ts';
import type { ChosenFile } from '../../../parts/uploads/uploads.ts';
import { useDrop } from '../../../parts/uploads/use-drop.ts';

const UploadDialog = lazyDialog(async () => (await import('./upload-dialog.tsx')).UploadDialog);

interface Choice {
  readonly opened: boolean;
  /** They stay until the dialog is opened again: it shows them while it fades out. */
  readonly files: readonly ChosenFile[];
}

/**
 * Opens the dialog for uploads, also when files are dropped on the page or pasted.
 * @param flow name of a task flow: opens the dialog with it
 * @param onFlowUsed called when this dialog is closed
 */
export function useUploadDialog(flow?: string, onFlowUsed?: () => void) {
  const { t } = useTranslation('media');
  const [{ opened, files }, set] = useState<Choice>({ opened: flow !== undefined, files: [] });
  const add = useCallback(
    (more: readonly ChosenFile[]) =>
      set((old) =>
        more.length > 0 ? { opened: true, files: withoutRepeats([...(old.opened ? old.files : []), ...more]) } : old,
      ),
    [],
  );
  const show = useCallback(() => set((old) => (old.opened ? old : { opened: true, files: [] })), []);
  useEffect(() => {
    if (flow !== undefined) show();
  }, [flow, show]);
  const isOver = useDrop(add);

  function close() {
    set((old) => ({ ...old, opened: false }));
    if (flow !== undefined) onFlowUsed?.();
  }

  const dialog = (
    <>
      {isOver && <DropOverlay text={t('upload.drop')} />}
      <UploadDialog
        opened={opened}
        files={files}
        flow={flow}
        onAdd={add}
        onRemove={(removed) =>
          set((old) => ({ ...old, files: old.files.filter(({ file }) => keyOf(file) !== removed) }))
        }
        onClose={close}
      />
    </>
  );
  /** The files are chosen at once; the dialog is behind. */
  function open() {
    show();
    void pickFiles().then(add);
  }
  return { dialog, open };
}

export function UploadButton({ onClick }: { readonly onClick: () => void }) {
  const { t } = useTranslation('media');
  return (
    <Button leftSection={<Upload size={16} aria-hidden />} onClick={onClick}>
      {t('upload.open')}
    </Button>
  );
}
