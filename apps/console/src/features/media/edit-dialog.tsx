import { Button, Group, Modal, Stack, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/call.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { notify } from '../../parts/notify.ts';
import { useApplication } from '../../shell/application.ts';
import { ClassSelect } from './class-select.tsx';
import { type Media, mediaKey } from './queries.ts';

interface EditDialogProps {
  readonly media: Media;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Name, description, class and tags of a media. */
export function EditDialog({ media, opened, onClose }: EditDialogProps) {
  const { t } = useTranslation('media');
  const { t: common } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('edit.title')}
      closeButtonProps={{ 'aria-label': common('action.close') }}
    >
      <EditForm media={media} onClose={onClose} />
    </Modal>
  );
}

function EditForm({ media: { FileId, BasicInfo: info }, onClose }: Omit<EditDialogProps, 'opened'>) {
  const { t } = useTranslation('media');
  const { t: common } = useTranslation();
  const application = useApplication();
  const queries = useQueryClient();
  const old = { name: info?.Name ?? '', description: info?.Description ?? '', tags: info?.TagSet ?? [] };
  const [name, setName] = useState(old.name);
  const [description, setDescription] = useState(old.description);
  const [classId, setClassId] = useState(info?.ClassId ?? 0);
  const [tags, setTags] = useState<string[]>([...old.tags]);

  const save = useMutation({
    mutationFn: () =>
      call('ModifyMediaInfo', {
        ...application,
        FileId,
        ...(name.trim() !== old.name && { Name: name.trim() }),
        ...(description !== old.description && { Description: description }),
        ...(classId !== info?.ClassId && { ClassId: classId }),
        ...difference(old.tags, tags),
      }),
    async onSuccess() {
      onClose();
      notify.done(t('edit.done'));
      await queries.invalidateQueries({ queryKey: mediaKey });
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (name.trim() !== '') save.mutate();
  }

  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        {save.error && <ErrorNotice error={save.error} />}
        <TextInput
          label={t('field.name')}
          value={name}
          maxLength={64}
          error={name.trim() === '' && t('field.name.missing')}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        <Textarea
          label={t('field.description')}
          value={description}
          maxLength={128}
          autosize
          minRows={2}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        <ClassSelect value={classId} onChange={setClassId} />
        <TagsInput
          label={t('field.tags')}
          description={t('field.tags.help')}
          value={tags}
          maxTags={16}
          onChange={setTags}
        />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {common('action.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {common('action.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** The tags to add and to delete, so that changes of others at the same time stay. */
function difference(old: readonly string[], now: readonly string[]) {
  const added = now.filter((tag) => !old.includes(tag));
  const removed = old.filter((tag) => !now.includes(tag));
  return { ...(added.length > 0 && { AddTags: added }), ...(removed.length > 0 && { DeleteTags: removed }) };
}
