import { ActionIcon, Anchor, Button, CloseButton, FileButton, Progress, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Pause, Play, RotateCw } from 'lucide-react';
import { memo, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/api-error.ts';
import { useFormats } from '../../i18n/format.ts';
import { UploadAnimations } from './upload-animations.tsx';
import { type UploadItem, uploadList } from './upload-list.ts';
import classes from './upload-tray.module.css';
import { cancelUploads, continueUpload, pauseUpload, resumeUpload, retryUpload } from './uploads.ts';

interface UploadRowProps {
  readonly item: UploadItem;
  readonly canCreate: boolean;
}

/** One upload: its name, how far it is, and what can be done with it. Drawn again only when it has changed. */
export const UploadRow = memo(function Row({ item, canCreate }: UploadRowProps) {
  const { t } = useTranslation();
  const { name, size, sent, state, isFinal = false } = item;
  const isSending = state === 'waiting' || state === 'sending';
  return (
    <li className={classes.row}>
      <div className={classes.text}>
        <Text size="sm" truncate title={name}>
          {name}
        </Text>
        {(isSending || state === 'paused' || state === 'interrupted') && (
          <Progress
            value={size === 0 ? 0 : (100 * sent) / size}
            size="sm"
            my={4}
            color={isSending ? undefined : 'gray'}
            aria-label={t('upload.progress', { name })}
          />
        )}
        <Status item={item} />
      </div>
      <div className={classes.buttons}>
        {isSending && (
          <IconButton label={t('upload.pause', { name })} onClick={() => pauseUpload(item)}>
            <Pause size={16} aria-hidden />
          </IconButton>
        )}
        {state === 'paused' && (
          <IconButton label={t('upload.resume', { name })} onClick={() => resumeUpload(item)}>
            <Play size={16} aria-hidden />
          </IconButton>
        )}
        {state === 'failed' && !isFinal && (
          <IconButton label={t('upload.retry', { name })} onClick={() => retryUpload(item)}>
            <RotateCw size={16} aria-hidden />
          </IconButton>
        )}
        {state === 'interrupted' && <Continue item={item} />}
        {state === 'done' && <Links item={item} canCreate={canCreate} />}
        {state === 'done' || isFinal ? (
          <CloseButton
            size={28}
            iconSize={16}
            aria-label={t('upload.hide', { name })}
            onClick={() => uploadList.remove(item.id)}
          />
        ) : (
          state !== 'reading' && (
            <CloseButton
              size={28}
              iconSize={16}
              aria-label={t('upload.cancel', { name })}
              onClick={() => void cancelUploads([item])}
            />
          )
        )}
      </div>
    </li>
  );
});

function Status({ item }: { readonly item: UploadItem }) {
  const { t } = useTranslation();
  const { bytes } = useFormats();
  const { state, sent, size, error, settings, taskId } = item;
  if (state === 'failed') return <Failure error={error} />;
  if (error !== undefined) return <Trouble error={error} />;
  const progress = t('upload.bytes', { sent: bytes(sent), size: bytes(size) });
  const flow = settings.Procedure !== undefined && t('upload.flow', { name: settings.Procedure });
  return (
    <Text size="xs" c="dimmed" className={classes.status ?? ''}>
      {state === 'done' && taskId !== undefined ? (
        <UploadAnimations item={item} />
      ) : (
        [state !== 'sending' && t(`upload.state.${state}`), (state === 'sending' || state === 'paused') && progress]
          .filter(Boolean)
          .join(' · ')
      )}
      {flow && ` · ${flow}`}
    </Text>
  );
}

function Failure({ error }: { readonly error: unknown }) {
  const { t } = useTranslation();
  const { message, code } = toApiError(error);
  const known = { 'FailedOperation.MediaType': 'upload.failed.type', FileChanged: 'upload.failed.changed' } as const;
  return (
    <Text size="xs" c="red" role="alert">
      {t(known[code as keyof typeof known] ?? 'upload.failed')}{' '}
      {code !== 'FileChanged' && (
        <span lang="en">
          {message} ({code})
        </span>
      )}
    </Text>
  );
}

/** Why the last attempt failed. Others follow by themselves. */
function Trouble({ error }: { readonly error: unknown }) {
  const { t } = useTranslation();
  const { message, code } = toApiError(error);
  return (
    <Text size="xs" role="status" className={classes.trouble ?? ''}>
      {t('upload.again')} {code === 'NoConnection' ? t('upload.again.NoConnection') : <span lang="en">{message}</span>}
    </Text>
  );
}

/** Continues after a reload: the browser reads the file again, or the user chooses it. */
function Continue({ item }: { readonly item: UploadItem }) {
  const { t } = useTranslation();
  const [asks, setAsks] = useState(false);
  const [isOther, setOther] = useState(false);

  async function run(chosen?: File) {
    const result = await continueUpload(item, chosen);
    setAsks(result !== 'continues');
    setOther(result === 'other');
  }

  if (!asks) {
    return (
      <Button size="compact-sm" variant="light" onClick={() => void run()}>
        {t('upload.continue')}
      </Button>
    );
  }
  return (
    <FileButton onChange={(file) => void (file && run(file))}>
      {(props) => (
        <Button {...props} size="compact-sm" variant="light" color={isOther ? 'red' : undefined}>
          {t(isOther ? 'upload.chooseOther' : 'upload.choose')}
        </Button>
      )}
    </FileButton>
  );
}

function Links({ item: { fileId = '', settings, name }, canCreate }: UploadRowProps) {
  const { t } = useTranslation();
  const app = settings.SubAppId;
  return (
    <>
      <Anchor
        size="sm"
        component={Link}
        to={'/media/$fileId' as '/media'}
        params={{ fileId } as never}
        search={{ app } as never}
        aria-label={t('upload.show.label', { name })}
      >
        {t('upload.show')}
      </Anchor>
      {canCreate && (
        <Anchor
          size="sm"
          ml="xs"
          component={Link}
          to={'/create/$fileId' as '/media'}
          params={{ fileId } as never}
          search={{ app } as never}
          aria-label={t('upload.create.label', { name })}
        >
          {t('upload.create')}
        </Anchor>
      )}
    </>
  );
}

interface IconButtonProps {
  readonly label: string;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

function IconButton({ label, onClick, children }: IconButtonProps) {
  return (
    <ActionIcon variant="subtle" color="gray" size={28} aria-label={label} onClick={onClick}>
      {children}
    </ActionIcon>
  );
}
