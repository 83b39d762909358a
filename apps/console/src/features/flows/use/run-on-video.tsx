import { Button, Group, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Play } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../../api/call.ts';
import type { Schemas } from '../../../api/types.ts';
import { ErrorNotice } from '../../../parts/error-notice.tsx';
import { MediaPicker } from '../../../parts/media-picker/media-picker.tsx';
import { notify } from '../../../parts/notify.ts';
import { Poster } from '../../../parts/poster.tsx';
import { useApplication } from '../../../shell/application.ts';
import { useHasPage } from '../../../shell/navigation.tsx';

/** Starts a task flow with a video of the library. */
export function RunOnVideo({ name }: { readonly name: string }) {
  const { t } = useTranslation('flows');
  const application = useApplication();
  const navigate = useNavigate();
  const hasTasks = useHasPage('/tasks/$taskId');
  const [media, setMedia] = useState<Schemas['MediaInfo']>();
  const start = useMutation({
    mutationFn: (FileId: string) => call('ProcessMediaByProcedure', { ...application, FileId, ProcedureName: name }),
    async onSuccess({ TaskId }) {
      notify.done(t('run.done'));
      if (hasTasks) await navigate({ to: '/tasks/$taskId' as '/media', params: { taskId: TaskId } as never });
    },
  });
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        {t('run.text')}
      </Text>
      {start.error && <ErrorNotice error={start.error} />}
      <Group gap="sm">
        {media && (
          <Group gap="sm" wrap="nowrap" miw={0}>
            <Poster media={media} small />
            <Text size="sm" truncate>
              {media.BasicInfo?.Name || media.FileId}
            </Text>
          </Group>
        )}
        <MediaPicker application={application} media={media} onChoose={setMedia} />
        {media && (
          <Button
            leftSection={<Play size={16} aria-hidden />}
            loading={start.isPending}
            onClick={() => start.mutate(media.FileId)}
          >
            {t('run.start')}
          </Button>
        )}
      </Group>
    </>
  );
}
