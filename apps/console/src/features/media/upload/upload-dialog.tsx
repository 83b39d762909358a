import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { FileVideo, FolderOpen } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../../../parts/error-notice.tsx';
import { notify } from '../../../parts/notify.ts';
import { mediaAmong, pickFiles, pickFolder } from '../../../parts/uploads/pick-files.ts';
import { addUploads, type ChosenFile } from '../../../parts/uploads/uploads.ts';
import { useApplication } from '../../../shell/application.ts';
import { ClassSelect } from '../class-select.tsx';
import { FlowChoice, useFlowChoice } from '../flow-choice.tsx';
import { FileArea } from './file-area.tsx';

interface UploadFormProps {
  readonly files: readonly ChosenFile[];
  /** Name of a task flow that is chosen at first. Undefined: the remembered one. */
  readonly flow: string | undefined;
  readonly onAdd: (files: readonly ChosenFile[]) => void;
  /** @param key of the file */
  readonly onRemove: (key: string) => void;
  readonly onClose: () => void;
}

/** Chooses files, and what their media are to be. */
export function UploadDialog({ opened, ...form }: UploadFormProps & { readonly opened: boolean }) {
  const { t } = useTranslation('media');
  const { t: common } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={form.onClose}
      title={t('upload.title')}
      closeButtonProps={{ 'aria-label': common('action.close') }}
    >
      <UploadForm {...form} />
    </Modal>
  );
}

function UploadForm({ files, flow, onAdd, onRemove, onClose }: UploadFormProps) {
  const { t } = useTranslation('media');
  const { t: common } = useTranslation();
  const application = useApplication();
  const [classId, setClassId] = useState(0);
  const choice = useFlowChoice(flow);
  const chosen = mediaAmong(files);
  const count = chosen.length;
  const leftOut = files.length - count;
  const start = useMutation({
    mutationFn: () => {
      const Procedure = choice.flow ?? '';
      return addUploads(chosen, { ...application, Procedure, ...(classId > 0 && { ClassId: classId }) });
    },
    onSuccess(added) {
      choice.remember();
      const known = added.filter(({ isNew }) => !isNew).length;
      if (known > 0) notify.problem(t('upload.twice', { count: known }));
      onClose();
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (count > 0 && !start.isPending) start.mutate();
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {start.error && <ErrorNotice error={start.error} />}
        <FileArea files={chosen} onChoose={() => void pickFiles().then(onAdd)} onRemove={onRemove} />
        {leftOut > 0 && (
          <Text size="sm" c="dimmed">
            {t('upload.leftOut', { count: leftOut })}
          </Text>
        )}
        <Group gap="sm">
          {count > 0 && (
            <Button
              variant="default"
              leftSection={<FileVideo size={16} aria-hidden />}
              onClick={() => void pickFiles().then(onAdd)}
            >
              {t('upload.moreFiles')}
            </Button>
          )}
          <Button
            variant="default"
            leftSection={<FolderOpen size={16} aria-hidden />}
            onClick={() => void pickFolder().then(onAdd)}
          >
            {t('upload.folder')}
          </Button>
        </Group>
        <ClassSelect value={classId} onChange={setClassId} />
        <FlowChoice choice={choice} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {common('action.cancel')}
          </Button>
          <Button
            // The file that was chosen takes the focus from the area.
            key={count > 0 ? 'ready' : 'empty'}
            autoFocus={count > 0}
            type="submit"
            loading={start.isPending}
            disabled={count === 0}
            data-autofocus={count > 0 || undefined}
          >
            {count === 0 ? t('upload.open') : t('upload.start', { count })}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
