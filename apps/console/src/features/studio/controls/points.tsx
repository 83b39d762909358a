import { ActionIcon, Tooltip } from '@mantine/core';
import { ArrowLeftToLine, ArrowRightToLine } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../i18n/format.ts';
import { lengthOf } from '../model/segment.ts';
import { useEditorState, useStudio } from '../studio-context.ts';
import { FramePicture } from './frame-picture.tsx';
import { TimeField } from './time-field.tsx';
import classes from './transport.module.css';

/** The first and the last frame: their pictures, and their times to type. @param last time of the last frame of the animation */
export function Points({ last }: { readonly last: number }) {
  const { t } = useTranslation('studio');
  const { number } = useFormats();
  const { editor } = useStudio();
  const { selection, at } = useEditorState();
  const { grid, film } = editor;
  const seconds = lengthOf(selection, grid, 1 / film.fps);
  const frames = grid.covers(selection.in, selection.out)
    ? grid.between(selection.in, selection.out).length
    : Math.round(seconds * film.fps);
  const button = (point: 'in' | 'out', label: string, Icon: typeof ArrowLeftToLine) => (
    <Tooltip label={label}>
      <ActionIcon size={28} aria-label={label} onClick={() => editor.place(point, at)}>
        <Icon size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
  return (
    <div className={classes.points}>
      <div className={classes.point}>
        <FramePicture time={selection.in} label={t('point.in')} />
        <TimeField
          label={t('field.in')}
          value={selection.in}
          onChange={(time) => editor.place('in', time)}
          rightSection={button('in', t('keys.in'), ArrowLeftToLine)}
        />
      </div>
      <div className={classes.point}>
        <FramePicture time={last} label={t('point.out')} />
        <TimeField
          label={t('field.out')}
          value={selection.out}
          onChange={(time) => editor.place('out', time)}
          rightSection={button('out', t('keys.out'), ArrowRightToLine)}
        />
      </div>
      <div className={classes.length} aria-live="polite">
        {t('length', {
          seconds: number(seconds, { maximumFractionDigits: 2 }),
          frames: t('frames', { count: frames, frames: number(frames) }),
        })}
      </div>
    </div>
  );
}
