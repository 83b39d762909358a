import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../../api/call.ts';
import { ErrorNotice } from '../../../parts/error-notice.tsx';
import { useApplication } from '../../../shell/application.ts';
import { ClassSelect } from '../class-select.tsx';
import { FlowChoice, useFlowChoice } from '../flow-choice.tsx';
import { addPull } from './pulls.ts';

interface PullDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Adds a media from a URL: the service downloads it. */
export function PullDialog({ opened, onClose }: PullDialogProps) {
  const { t } = useTranslation('media');
  const { t: common } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('pull.title')}
      closeButtonProps={{ 'aria-label': common('action.close') }}
    >
      <PullForm onClose={onClose} />
    </Modal>
  );
}

function PullForm({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('media');
  const { t: common } = useTranslation();
  const application = useApplication();
  const [url, setUrl] = useState('');
  const [name, setName] = useState('');
  const [classId, setClassId] = useState(0);
  const choice = useFlowChoice();
  const [tried, setTried] = useState(false);
  const problem = /^https?:\/\/[^\s/]/i.test(url.trim()) ? undefined : t('pull.url.wrong');
  const start = useMutation({
    mutationFn: () =>
      call('PullUpload', {
        ...application,
        MediaUrl: url.trim(),
        ...(name.trim() !== '' && { MediaName: name.trim() }),
        ...(classId > 0 && { ClassId: classId }),
        ...(choice.flow !== undefined && { Procedure: choice.flow }),
      }),
    onSuccess({ TaskId }) {
      choice.remember();
      addPull({ taskId: TaskId, url: url.trim(), application });
      onClose();
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (problem === undefined) start.mutate();
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {start.error && <ErrorNotice error={start.error} />}
        <TextInput
          label={t('pull.url')}
          description={t('pull.url.help')}
          type="url"
          placeholder="https://example.com/talk.mp4"
          value={url}
          maxLength={8192}
          error={tried && problem}
          onChange={(event) => setUrl(event.currentTarget.value)}
          data-autofocus
        />
        <TextInput
          label={t('field.name')}
          placeholder={t('pull.name.help')}
          value={name}
          maxLength={64}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <ClassSelect value={classId} onChange={setClassId} />
        <FlowChoice choice={choice} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {common('action.cancel')}
          </Button>
          <Button type="submit" loading={start.isPending}>
            {t('pull.start')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
