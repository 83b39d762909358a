import { useComputedColorScheme } from '@mantine/core';
import { useElementSize, useMergedRef } from '@mantine/hooks';
import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { spanOf, toPixel, toTime } from '../model/view.ts';
import { neededWindows, useArrivals } from '../pictures/use-frame-times.ts';
import { useEditorState, useStudio } from '../studio-context.ts';
import { type Colors, drawTimeline, endOf, RULER, STRIP } from './draw.ts';
import { sheetAt, stripOf, topLevel } from './filmstrip.ts';
import { useGestures } from './gestures.ts';
import { Handle, words } from './handle.tsx';
import { Overview } from './overview.tsx';
import classes from './timeline.module.css';

/** The film as a strip of its frames, with the selection and the playhead. */
export function Timeline() {
  const { t } = useTranslation('studio');
  const { editor, sheets } = useStudio();
  const state = useEditorState();
  const canvas = useRef<HTMLCanvasElement>(null);
  const area = useRef<HTMLDivElement>(null);
  const { ref: sized, width } = useElementSize<HTMLDivElement>();
  const merged = useMergedRef(area, sized);
  const scheme = useComputedColorScheme();
  const colors = useMemo(() => colorsOf(scheme), [scheme]);
  useArrivals(sheets);
  useGestures(editor, area, width);

  const { film } = editor;
  const tile = Math.round((STRIP * 16) / 9);
  const strip = stripOf(film, state.view, width, tile);

  useEffect(() => {
    // First the frames around the selection, because their times are needed; the whole film stands in for what is not loaded.
    const [first, ...others] = neededWindows(editor);
    const whole = sheetAt(film, topLevel(film), 0);
    sheets.want([...(first ? [first] : []), whole, ...(width === 0 ? [] : strip.keys), ...others]);
  });

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context || width === 0) return;
    const ratio = devicePixelRatio;
    const [wide, high] = [Math.round(width * ratio), Math.round((RULER + STRIP) * ratio)];
    if (element.width !== wide) element.width = wide;
    if (element.height !== high) element.height = high;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawTimeline({ context, width, editor, sheets, strip, colors });
  });

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    if (event.shiftKey) editor.seek(state.at + step);
    else editor.step(step);
    event.preventDefault();
    event.stopPropagation();
  }

  const playhead = toPixel(state.view, state.at, width);
  return (
    <div className={classes.timeline}>
      <div ref={merged} className={classes.area}>
        <canvas ref={canvas} className={classes.canvas} style={{ height: RULER + STRIP }} />
        <Slide width={width} />
        <Handle point="in" width={width} />
        <Handle point="out" width={width} />
        {playhead >= 0 && playhead <= width && (
          <div
            role="slider"
            tabIndex={0}
            className={classes.playhead}
            style={{ transform: `translateX(${playhead}px)` }}
            aria-label={t('handle.playhead')}
            aria-valuemin={0}
            aria-valuemax={film.length}
            aria-valuenow={state.at}
            aria-valuetext={t('time.words', words(state.at))}
            onKeyDown={onKeyDown}
          />
        )}
      </div>
      <Overview />
    </div>
  );
}

/** The upper edge of the selection, which moves it as a whole. */
function Slide({ width }: { readonly width: number }) {
  const { editor } = useStudio();
  const { view, selection } = useEditorState();
  const grabbed = useRef<number>(undefined);
  const left = Math.max(0, toPixel(view, selection.in, width));
  const right = Math.min(width, toPixel(view, endOf(editor), width));
  if (right - left < 4 || spanOf(view) <= 0) return null;

  function timeAt({ clientX, currentTarget }: PointerEvent): number {
    const box = currentTarget.parentElement?.getBoundingClientRect();
    return toTime(editor.state.view, clientX - (box?.left ?? 0), width);
  }

  function onPointerUp() {
    grabbed.current = undefined;
    editor.commit();
  }

  return (
    <div
      className={classes.slide}
      style={{ transform: `translateX(${left}px)`, width: right - left }}
      aria-hidden="true"
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        grabbed.current = timeAt(event) - selection.in;
      }}
      onPointerMove={(event) => {
        if (grabbed.current !== undefined) editor.slide(timeAt(event) - grabbed.current);
      }}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerUp}
    />
  );
}

/** The colors of the page, for the canvas. */
function colorsOf(scheme: 'light' | 'dark'): Colors {
  const isDark = scheme === 'dark';
  const style = getComputedStyle(document.documentElement);
  return {
    line: isDark ? '#626c74' : '#b3b9be',
    text: isDark ? '#b4bcc2' : '#495159',
    empty: isDark ? '#242b30' : '#e4e7e9',
    shade: isDark ? 'rgb(12 15 17 / 62%)' : 'rgb(255 255 255 / 62%)',
    accent: style.getPropertyValue('--mantine-primary-color-filled').trim() || '#0f766e',
  };
}
