import { Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../i18n/format.ts';
import { CopyButton } from '../copy-button.tsx';
import { Facts } from '../facts.tsx';
import classes from './animation-result.module.css';
import { AnimationActions } from './copy-menu.tsx';
import type { Animation } from './embed.ts';
import { frameQuery } from './frame-query.ts';
import type { FrameFacts } from './frames.ts';
import { TrueSize } from './true-size.tsx';

interface AnimationResultProps {
  readonly animation: Animation;
  /** All animations of the task: `<picture>` needs those of the same segment. Default: only this one. */
  readonly all?: readonly Animation[];
  /** What the picture shows, such as the name of the media. */
  readonly alt: string;
  /** Time that the service needed, in seconds. */
  readonly seconds?: number | undefined;
  /** Frames, and the seconds of one play. Undefined: they are read from the file. */
  readonly frames?: FrameFacts | undefined;
  /** More facts, before the others. */
  readonly facts?: readonly (readonly [name: string, value: ReactNode])[];
  /** More buttons. */
  readonly actions?: ReactNode;
}

/** An animation that was made, playing at its true size, with its facts. */
export function AnimationResult({
  animation,
  all = [animation],
  alt,
  seconds,
  frames: given,
  facts = [],
  actions,
}: AnimationResultProps) {
  const { t } = useTranslation();
  const format = useFormats();
  const { bytes, duration, number } = format;
  const query = frameQuery(animation.Url, animation.Size);
  const { data } = useQuery({ ...query, enabled: query.enabled && !given });
  const frames = given ?? data;
  const fps = frames && frames.duration > 0 ? plainRate(frames.frames / frames.duration) : undefined;
  return (
    <div className={classes.result}>
      <TrueSize src={animation.Url} alt={alt} width={animation.Width} height={animation.Height} />
      <div>
        <Group gap="sm" mb="sm">
          <AnimationActions animation={animation} all={all} alt={alt} />
          {actions}
        </Group>
        <Facts
          entries={[
            ...facts,
            [
              t('animation.size'),
              `${bytes(animation.Size)} (${t('animation.bytes', { count: animation.Size, size: number(animation.Size) })})`,
            ],
            [t('animation.dimensions'), `${animation.Width}×${animation.Height}`],
            [t('animation.frames'), frames && number(frames.frames)],
            [t('animation.fps'), fps !== undefined && number(fps, { maximumFractionDigits: 2 })],
            [
              t('animation.segment'),
              `${duration(animation.StartTimeOffset, true)} – ${duration(animation.EndTimeOffset, true)}`,
            ],
            [t('animation.seconds'), seconds !== undefined && format.seconds(seconds)],
            [
              t('animation.md5'),
              <span key="md5" className={classes.md5}>
                {animation.Md5} <CopyButton value={animation.Md5} label={t('animation.copyMd5')} size={28} />
              </span>,
            ],
          ]}
        />
      </div>
    </div>
  );
}

/** A frame rate without the rounding of the times of a file: 15.02 is 15, but 29.97 stays. */
function plainRate(fps: number): number {
  const whole = Math.round(fps);
  return Math.abs(fps - whole) < 0.025 ? whole : fps;
}
