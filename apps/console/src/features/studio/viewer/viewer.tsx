import { Loader } from '@mantine/core';
import { useElementSize, useMergedRef } from '@mantine/hooks';
import { type RefObject, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { pictureOf } from '../film.ts';
import { type Rate, segmentOf } from '../model/segment.ts';
import { timeText } from '../model/time-text.ts';
import { tileAt, useArrivals } from '../pictures/use-frame-times.ts';
import { useSettled } from '../result/use-settled.ts';
import { useEditorState, useStudio } from '../studio-context.ts';
import { useLastShown } from '../use-segment.ts';
import { drawTile } from './sheet-player.ts';
import { requestWidth, useExactFrame } from './use-exact-frame.ts';
import type { Playback } from './use-player.ts';
import classes from './viewer.module.css';

interface ViewerProps {
  readonly front: RefObject<HTMLVideoElement | null>;
  readonly back: RefObject<HTMLVideoElement | null>;
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  readonly playback: Playback;
  readonly mode: 'video' | 'sheets' | undefined;
  readonly onMode: (mode: 'video' | 'sheets') => void;
  /** Frames per second of the animation. */
  readonly fps: Rate;
}

/** Shows the film, and whenever it does not play, the exact frame as an animation would show it. */
export function Viewer({ front, back, canvas, playback, mode, onMode, fps }: ViewerProps) {
  const { t } = useTranslation('studio');
  const { media, source, editor, sheets } = useStudio();
  const { shows, selection } = useEditorState();
  const exactCanvas = useRef<HTMLCanvasElement>(null);
  const { ref: sized, width } = useElementSize<HTMLDivElement>();
  const stage = useMergedRef(sized);
  const isPaused = playback.state === 'paused';
  // The last frame that is selected may be one that the animation leaves out.
  const last = useLastShown(fps);
  const time = shows === 'out' ? last : editor.shown;
  const pixels = requestWidth(width * Math.min(2, devicePixelRatio), pictureOf(media).width);
  const isHdr = media.MetaData?.VideoStreamSet[0]?.DynamicRangeInfo?.Type === 'HDR';
  const isInside = time >= selection.in && time <= selection.out;
  const segment = isHdr && isInside ? segmentOf(selection, editor.sampling(fps)) : undefined;
  const part = useSettled(segment, 200);
  const { frame, error } = useExactFrame(source, isPaused ? time : undefined, width === 0 ? 0 : pixels, part);
  useArrivals(sheets);
  const url = media.BasicInfo?.MediaUrl;

  const isExact = isPaused && frame?.time === time;
  const tile = isPaused && !isExact && mode !== 'video' ? tileAt(editor, sheets, time) : undefined;

  useEffect(() => {
    const element = exactCanvas.current;
    if (!element) return;
    if (isExact && frame) {
      const { picture } = frame;
      if (element.width !== picture.width) element.width = picture.width;
      if (element.height !== picture.height) element.height = picture.height;
      element.getContext('2d')?.drawImage(picture, 0, 0);
    } else if (tile) drawTile(element, tile.sheet, tile.index);
  });

  const showsExact = isExact || tile !== undefined || (isPaused && mode === 'sheets' && frame !== undefined);
  // A handle is moved, and the picture is still that of another time.
  const isLate = isPaused && shows !== 'playhead' && !isExact && tile === undefined && error === undefined;
  return (
    <div ref={stage} className={classes.stage} data-exact={isExact} data-late={isLate} data-time={time}>
      {mode !== 'sheets' && url && (
        <>
          <video
            ref={front}
            src={url}
            preload="auto"
            playsInline
            muted
            disablePictureInPicture
            data-front="true"
            aria-hidden="true"
            tabIndex={-1}
            onError={() => onMode('sheets')}
            onLoadedData={(event) => onMode(event.currentTarget.videoWidth > 0 ? 'video' : 'sheets')}
          />
          <video ref={back} preload="auto" playsInline muted data-front="false" aria-hidden="true" tabIndex={-1} />
        </>
      )}
      <canvas ref={canvas} data-hidden={mode !== 'sheets' || isPaused} />
      <canvas
        ref={exactCanvas}
        data-hidden={!showsExact}
        role="img"
        aria-label={t('viewer.frame', { time: timeText(time) })}
      />
      {isPaused && shows !== 'playhead' && (isExact || error === undefined) && (
        <span className={classes.label}>
          {t(shows === 'in' ? 'viewer.first' : 'viewer.last', { time: timeText(time) })}
        </span>
      )}
      {isPaused && !isExact && error !== undefined && (
        <span className={classes.label} data-error>
          {t('viewer.failed')}
        </span>
      )}
      {playback.state === 'waiting' && <Loader size="sm" color="white" className={classes.busy ?? ''} />}
    </div>
  );
}
