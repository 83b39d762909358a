import { ActionIcon, Tooltip } from '@mantine/core';
import { ArrowLeftToLine, ArrowRightToLine } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../i18n/format.ts';
import { lengthOf, type Rate } from '../model/segment.ts';
import { useEditorState, useEditorValue, useStudio } from '../studio-context.ts';
import { useLastShown } from '../use-segment.ts';
import { FramePicture } from './frame-picture.tsx';
import { TimeField } from './time-field.tsx';
import classes from './transport.module.css';

/** The first and the last frame: their pictures, and their times to type. @param fps of the animation */
export function Points({ fps }: { readonly fps: Rate }) {
  const { t } = useTranslation('studio');
  const start = useEditorValue(({ selection }) => selection.in);
  const last = useLastShown(fps);
  return (
    <div className={classes.points}>
      <div className={classes.point}>
        <FramePicture time={start} label={t('point.in')} />
        <PointField point="in" label={t('field.in')} />
      </div>
      <div className={classes.point}>
        <FramePicture time={last} label={t('point.out')} />
        <PointField point="out" label={t('field.out')} />
      </div>
      <Length />
    </div>
  );
}

interface PointFieldProps {
  readonly point: 'in' | 'out';
  readonly label: string;
}

/** When the selection begins or ends, and a button that moves this to the playhead. */
function PointField({ point, label }: PointFieldProps) {
  const { t } = useTranslation('studio');
  const { editor } = useStudio();
  const value = useEditorValue(({ selection }) => (point === 'in' ? selection.in : editor.end));
  const here = t(point === 'in' ? 'keys.in' : 'keys.out');
  const Icon = point === 'in' ? ArrowLeftToLine : ArrowRightToLine;
  return (
    <TimeField
      label={label}
      value={value}
      onChange={(time) => editor.place(point, point === 'in' ? editor.beginningAt(time) : editor.endingAt(time))}
      rightSection={
        <Tooltip label={here}>
          <ActionIcon size={28} aria-label={here} onClick={() => editor.place(point, editor.state.at)}>
            <Icon size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      }
    />
  );
}

/** How long the selection is, in seconds and frames. */
function Length() {
  const { t } = useTranslation('studio');
  const { number } = useFormats();
  const { editor } = useStudio();
  const { selection } = useEditorState();
  const { grid, film } = editor;
  const seconds = lengthOf(selection, grid, 1 / film.fps);
  const frames = grid.covers(selection.in, selection.out)
    ? grid.between(selection.in, selection.out).length
    : Math.round(seconds * film.fps);
  return (
    <div className={classes.length}>
      {t('length', {
        seconds: number(seconds, { maximumFractionDigits: 2 }),
        frames: t('frames', { count: frames, frames: number(frames) }),
      })}
    </div>
  );
}
