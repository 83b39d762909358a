import { ActionIcon, Button, CloseButton, Paper, Progress, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { ChevronDown, ChevronUp, Pause, Play } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '../confirm.tsx';
import { inOrder, progressOf } from './order.ts';
import { isComplete, isOpen, type UploadItem, uploadList, useUploads } from './upload-list.ts';
import { UploadRow } from './upload-row.tsx';
import classes from './upload-tray.module.css';
import { cancelUploads, pauseUpload, resumeUpload } from './uploads.ts';

interface UploadTrayProps {
  /** Whether the console has a page that makes animations. */
  readonly canCreate: boolean;
}

/** Rows that are shown at first, and that are added by a click: many of them make the page slow. */
const STEP = 50;
/** Pause before the list is folded when all is complete, ms. */
const FOLD_MS = 8_000;
/** Pause before the lists of media are read again, ms: files may end one after the other. */
const REFRESH_MS = 1_500;

/** The uploads, at the edge of every page. It stays while the user moves to other pages. */
export function UploadTray({ canCreate }: UploadTrayProps) {
  const { t } = useTranslation();
  const all = useUploads();
  const items = all.filter(({ isInPage }) => !isInPage);
  const [opened, tray] = useDisclosure(true);
  const [most, setMost] = useState(STEP);
  const done = items.filter(({ state }) => state === 'done').length;
  const isOver = items.length > 0 && items.every(isComplete);
  const hold = useFolding(isOver, tray);
  useRefresh(all.filter(({ state }) => state === 'done').length);
  if (items.length === 0) return null;
  const Chevron = opened ? ChevronDown : ChevronUp;
  const shown = opened ? inOrder(items).slice(0, most) : [];
  return (
    <Paper
      component="section"
      aria-label={t('upload.tray')}
      className={classes.tray ?? ''}
      shadow="md"
      withBorder
      data-folded={!opened && isOver}
      {...hold}
    >
      <div className={classes.header}>
        <Text size="sm" fw={600} role="status">
          {t('upload.count', { done, all: items.length })}
        </Text>
        <div className={classes.buttons}>
          {items.length > 1 && <AllButton items={items} />}
          <ActionIcon
            variant="subtle"
            color="gray"
            size={28}
            aria-label={t(opened ? 'upload.collapse' : 'upload.expand')}
            aria-expanded={opened}
            onClick={tray.toggle}
          >
            <Chevron size={16} aria-hidden />
          </ActionIcon>
          <CloseAll items={items} />
        </div>
      </div>
      {items.length > 1 && items.some(isOpen) && (
        <Progress value={progressOf(items)} size={2} radius={0} aria-label={t('upload.progress.all')} />
      )}
      {opened && (
        <ul className={classes.list}>
          {shown.map((item) => (
            <UploadRow key={item.id} item={item} canCreate={canCreate} />
          ))}
          {shown.length < items.length && (
            <li className={classes.more}>
              <Button size="compact-sm" variant="subtle" onClick={() => setMost(most + STEP)}>
                {t('upload.more', { count: items.length - shown.length })}
              </Button>
            </li>
          )}
        </ul>
      )}
    </Paper>
  );
}

/**
 * Folds the list some seconds after all is complete, once, unless the user is in it; a new upload opens it again.
 * @returns listeners of the list
 */
function useFolding(isOver: boolean, { open, close }: { readonly open: () => void; readonly close: () => void }) {
  const [isUsed, setUsed] = useState(false);
  const [isFolded, setFolded] = useState(false);
  useEffect(() => {
    if (isOver) return;
    setFolded(false);
    open();
  }, [isOver, open]);
  useEffect(() => {
    if (!isOver || isUsed || isFolded) return;
    const timer = setTimeout(() => {
      setFolded(true);
      close();
    }, FOLD_MS);
    return () => clearTimeout(timer);
  }, [isOver, isUsed, isFolded, close]);
  const [use, leave] = [() => setUsed(true), () => setUsed(false)];
  return { onMouseEnter: use, onMouseLeave: leave, onFocus: use, onBlur: leave };
}

interface ItemsProps {
  readonly items: readonly UploadItem[];
}

/** Pauses all uploads, or continues those that are paused. */
function AllButton({ items }: ItemsProps) {
  const { t } = useTranslation();
  const sending = items.filter(({ state }) => state === 'sending' || state === 'waiting');
  const paused = items.filter(({ state }) => state === 'paused');
  if (sending.length + paused.length === 0) return null;
  const isSending = sending.length > 0;
  const Icon = isSending ? Pause : Play;
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={28}
      aria-label={t(isSending ? 'upload.pause.all' : 'upload.resume.all')}
      // Those that wait first: else they would begin.
      onClick={() => (isSending ? sending.toReversed().forEach(pauseUpload) : paused.forEach(resumeUpload))}
    >
      <Icon size={16} aria-hidden />
    </ActionIcon>
  );
}

/** Closes the list; asks before it ends what is not complete. */
function CloseAll({ items }: ItemsProps) {
  const { t } = useTranslation();
  const confirm = useConfirm();
  const open = items.filter(isOpen);
  const count = open.length;
  // What the service reads ends by itself.
  if (count === 0 && items.some(({ state }) => state === 'reading')) return null;

  async function close() {
    if (count > 0) {
      const [title, text] = [t('upload.cancel.all.title', { count }), t('upload.cancel.all.text')];
      if (!(await confirm({ title, text, confirm: t('upload.cancel.all.confirm'), danger: true }))) return;
      await cancelUploads(uploadList.items.filter(isOpen));
    }
    uploadList.remove(...uploadList.items.filter(({ state }) => state !== 'reading').map(({ id }) => id));
  }

  return (
    <CloseButton
      size={28}
      iconSize={16}
      aria-label={t(count > 0 ? 'upload.cancel.all' : 'action.close')}
      onClick={() => void close()}
    />
  );
}

/** Reads the lists of media again when files have become media. */
function useRefresh(done: number): void {
  const queries = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (done === 0) return;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void queries.invalidateQueries({ queryKey: ['media'] });
    }, REFRESH_MS);
  }, [done, queries]);
}
