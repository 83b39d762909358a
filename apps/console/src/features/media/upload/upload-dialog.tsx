import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { FileVideo, FolderOpen } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../i18n/format.ts';
import { ErrorNotice } from '../../../parts/error-notice.tsx';
import { notify } from '../../../parts/notify.ts';
import { keyOf, mediaAmong, pathOf, pickFiles, pickFolder } from '../../../parts/uploads/pick-files.ts';
import { addUploads, type ChosenFile } from '../../../parts/uploads/uploads.ts';
import { useApplication } from '../../../shell/application.ts';
import { ClassSelect } from '../class-select.tsx';
import { FlowSelect } from '../flow-select.tsx';
import classes from './upload.module.css';

interface UploadDialogProps {
  readonly opened: boolean;
  /** Undefined: the dialog is closed. */
  readonly files: readonly ChosenFile[] | undefined;
  readonly onAdd: (files: readonly ChosenFile[]) => void;
  readonly onClose: () => void;
}

/** Chooses files, and what their media are to be. */
export function UploadDialog({ opened, files, onAdd, onClose }: UploadDialogProps) {
  const { t } = useTranslation('media');
  const { t: common } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('upload.title')}
      closeButtonProps={{ 'aria-label': common('action.close') }}
    >
      {files && <UploadForm files={files} onAdd={onAdd} onClose={onClose} />}
    </Modal>
  );
}

function UploadForm({
  files,
  onAdd,
  onClose,
}: Omit<UploadDialogProps, 'opened'> & { readonly files: readonly ChosenFile[] }) {
  const { t } = useTranslation('media');
  const { t: common } = useTranslation();
  const application = useApplication();
  const [classId, setClassId] = useState(0);
  const [flow, setFlow] = useState<string | null>(null);
  const chosen = mediaAmong(files);
  const leftOut = files.length - chosen.length;
  const start = useMutation({
    mutationFn: () =>
      addUploads(chosen, {
        ...application,
        ...(classId > 0 && { ClassId: classId }),
        ...(flow !== null && { Procedure: flow }),
      }),
    onSuccess(added) {
      const known = added.filter(({ isNew }) => !isNew).length;
      if (known > 0) notify.problem(t('upload.twice', { count: known }));
      onClose();
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (chosen.length > 0) start.mutate();
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {start.error && <ErrorNotice error={start.error} />}
        {chosen.length > 0 ? <Files files={chosen} /> : <Text c="dimmed">{t('upload.help')}</Text>}
        {leftOut > 0 && (
          <Text size="sm" c="dimmed">
            {t('upload.leftOut', { count: leftOut })}
          </Text>
        )}
        <Group gap="sm">
          <Button
            variant="default"
            leftSection={<FileVideo size={16} aria-hidden />}
            onClick={() => void pickFiles().then(onAdd)}
            data-autofocus={chosen.length === 0 || undefined}
          >
            {t('upload.files')}
          </Button>
          <Button
            variant="default"
            leftSection={<FolderOpen size={16} aria-hidden />}
            onClick={() => void pickFolder().then(onAdd)}
          >
            {t('upload.folder')}
          </Button>
        </Group>
        <ClassSelect value={classId} onChange={setClassId} />
        <FlowSelect value={flow} onChange={setFlow} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {common('action.cancel')}
          </Button>
          <Button
            type="submit"
            loading={start.isPending}
            disabled={chosen.length === 0}
            data-autofocus={chosen.length > 0 || undefined}
          >
            {t('upload.start', { count: chosen.length })}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Files({ files }: { readonly files: readonly ChosenFile[] }) {
  const { t } = useTranslation('media');
  const { bytes } = useFormats();
  return (
    // It scrolls, so it must be reached by keyboard.
    <ul className={classes.files} aria-label={t('upload.chosen')} tabIndex={0}>
      {files.map(({ file }) => (
        <li key={keyOf(file)} className={classes.file}>
          <span className={classes.name}>{pathOf(file)}</span>
          <span className={classes.size}>{bytes(file.size)}</span>
        </li>
      ))}
    </ul>
  );
}
