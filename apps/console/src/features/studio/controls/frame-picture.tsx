import { memo, useEffect, useRef } from 'react';
import { timeText } from '../model/time-text.ts';
import { tileAt, useArrivals } from '../pictures/use-frame-times.ts';
import { useStudio } from '../studio-context.ts';
import { drawTile } from '../viewer/sheet-player.ts';
import classes from './transport.module.css';

interface FramePictureProps {
  readonly time: number;
  readonly label: string;
}

/** A small picture of the frame at a time. */
export const FramePicture = memo(function FramePicture({ time, label }: FramePictureProps) {
  const { editor, sheets } = useStudio();
  const canvas = useRef<HTMLCanvasElement>(null);
  useArrivals(sheets);
  const tile = tileAt(editor, sheets, time);
  useEffect(() => {
    if (canvas.current && tile) drawTile(canvas.current, tile.sheet, tile.index);
  });
  return (
    <figure className={classes.frame}>
      <canvas ref={canvas} width={112} height={63} role="img" aria-label={`${label}, ${timeText(time)}`} />
      <figcaption>
        {label} {timeText(time)}
      </figcaption>
    </figure>
  );
});
