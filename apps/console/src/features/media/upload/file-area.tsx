import { CloseButton, UnstyledButton } from '@mantine/core';
import { FileVideo } from 'lucide-react';
import { useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../i18n/format.ts';
import { keyOf, pathOf } from '../../../parts/uploads/pick-files.ts';
import type { ChosenFile } from '../../../parts/uploads/uploads.ts';
import classes from './upload.module.css';

interface FileAreaProps {
  readonly files: readonly ChosenFile[];
  readonly onChoose: () => void;
  readonly onRemove: (key: string) => void;
}

/** Without files, an area whose button chooses some; then their list, of the same size. */
export function FileArea({ files, onChoose, onRemove }: FileAreaProps) {
  const { t } = useTranslation('media');
  const { bytes } = useFormats();
  const help = useId();
  const list = useRef<HTMLUListElement>(null);
  if (files.length === 0) {
    return (
      <div className={classes.area}>
        <FileVideo size={28} strokeWidth={1.5} aria-hidden />
        <UnstyledButton className={classes.choose ?? ''} aria-describedby={help} onClick={onChoose} data-autofocus>
          {t('upload.files')}
        </UnstyledButton>
        <span id={help}>{t('upload.help')}</span>
      </div>
    );
  }
  return (
    // It scrolls, so it must be reached by keyboard.
    <ul ref={list} className={classes.files} aria-label={t('upload.chosen')} tabIndex={0}>
      {files.map(({ file }) => (
        <li key={keyOf(file)} className={classes.file}>
          <span className={classes.name}>{pathOf(file)}</span>
          <span className={classes.size}>{bytes(file.size)}</span>
          <CloseButton
            size={24}
            iconSize={14}
            aria-label={t('upload.remove', { name: pathOf(file) })}
            onClick={() => {
              onRemove(keyOf(file));
              list.current?.focus();
            }}
          />
        </li>
      ))}
    </ul>
  );
}
