import { ActionIcon, CloseButton, Paper, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { ChevronDown, ChevronUp } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { isOpen, type UploadItem, uploadList, useUploads } from './upload-list.ts';
import { UploadRow } from './upload-row.tsx';
import classes from './upload-tray.module.css';

interface UploadTrayProps {
  /** Whether the console has a page that makes animations. */
  readonly canCreate: boolean;
}

/** The uploads, at the edge of every page. It stays while the user moves to other pages. */
export function UploadTray({ canCreate }: UploadTrayProps) {
  const { t } = useTranslation();
  const items = useUploads();
  const [opened, tray] = useDisclosure(true);
  const done = items.filter(({ state }) => state === 'done').length;
  const queries = useQueryClient();
  useEffect(() => {
    if (done > 0) void queries.invalidateQueries({ queryKey: ['media'] });
  }, [done, queries]);
  if (items.length === 0) return null;
  const isBusy = items.some((item) => isOpen(item) || item.state === 'reading');
  const Chevron = opened ? ChevronDown : ChevronUp;
  return (
    <Paper component="section" aria-label={t('upload.tray')} className={classes.tray ?? ''} shadow="md" withBorder>
      <div className={classes.header}>
        <Text size="sm" fw={600} role="status">
          {t('upload.count', { done, all: items.length })}
        </Text>
        <div className={classes.buttons}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t(opened ? 'upload.collapse' : 'upload.expand')}
            aria-expanded={opened}
            onClick={tray.toggle}
          >
            <Chevron size={16} aria-hidden />
          </ActionIcon>
          {!isBusy && <CloseButton aria-label={t('action.close')} onClick={() => items.forEach(forget)} />}
        </div>
      </div>
      {opened && (
        <ul className={classes.list}>
          {items.map((item) => (
            <UploadRow key={item.id} item={item} canCreate={canCreate} />
          ))}
        </ul>
      )}
    </Paper>
  );
}

const forget = ({ id }: UploadItem): void => uploadList.remove(id);
