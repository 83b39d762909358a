import { ActionIcon, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { Clapperboard, Copy, Download, Ellipsis, PencilLine, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { lazyDialog } from '../../parts/lazy-dialog.tsx';
import { notify } from '../../parts/notify.ts';
import { useHasPage } from '../../shell/navigation.tsx';
import { useDeleteMedia } from './delete-media.ts';
import type { Media } from './queries.ts';

const EditDialog = lazyDialog(async () => (await import('./edit-dialog.tsx')).EditDialog);

/** The actions on a media in a list. */
export function MediaMenu({ media }: { readonly media: Media }) {
  const { t } = useTranslation('media');
  const { t: common } = useTranslation();
  const [editing, edit] = useDisclosure();
  const deleteMedia = useDeleteMedia();
  const canCreate = useHasPage('/create') && media.BasicInfo?.Category === 'Video';
  const name = media.BasicInfo?.Name || media.FileId;

  async function copyId() {
    try {
      await navigator.clipboard.writeText(media.FileId);
      notify.done(t('copyId.done', { id: media.FileId }));
    } catch {
      notify.problem(common('copy.failed'));
    }
  }

  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon size={28} aria-label={t('menu', { name })}>
            <Ellipsis size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {canCreate && (
            <Menu.Item
              leftSection={<Clapperboard size={16} aria-hidden />}
              component={Link}
              to="/create/$fileId"
              params={{ fileId: media.FileId } as never}
            >
              {t('create')}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<PencilLine size={16} aria-hidden />} onClick={edit.open}>
            {t('edit')}
          </Menu.Item>
          <Menu.Item leftSection={<Copy size={16} aria-hidden />} onClick={copyId}>
            {t('copyId')}
          </Menu.Item>
          {media.BasicInfo?.MediaUrl && (
            <Menu.Item
              leftSection={<Download size={16} aria-hidden />}
              component="a"
              href={media.BasicInfo.MediaUrl}
              download
            >
              {t('download')}
            </Menu.Item>
          )}
          <Menu.Divider />
          <Menu.Item
            c="var(--mantine-color-error)"
            leftSection={<Trash2 size={16} aria-hidden />}
            onClick={() => deleteMedia(media)}
          >
            {common('action.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <EditDialog media={media} opened={editing} onClose={edit.close} />
    </>
  );
}
