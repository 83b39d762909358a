import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { timeText } from '../model/time-text.ts';
import { toPixel, toTime } from '../model/view.ts';
import { useEditorState, useStudio } from '../studio-context.ts';
import { endOf } from './draw.ts';
import classes from './timeline.module.css';

interface HandleProps {
  readonly point: 'in' | 'out';
  /** Width of the timeline, pixels. */
  readonly width: number;
}

/** Moves the first or the last frame of the selection: by a pointer, or by keys while it has the focus. */
export function Handle({ point, width }: HandleProps) {
  const { t } = useTranslation('studio');
  const { editor } = useStudio();
  const { selection, view } = useEditorState();
  const grabbed = useRef<number>(undefined);
  const edge = point === 'in' ? selection.in : endOf(editor);
  const x = toPixel(view, edge, width);
  const frame = 1 / editor.film.fps;

  function onPointerDown(event: PointerEvent) {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    grabbed.current = event.clientX - x;
    editor.move(point, selection[point]);
  }

  function onPointerMove(event: PointerEvent) {
    if (grabbed.current === undefined) return;
    const place = Math.min(Math.max(0, event.clientX - grabbed.current), width);
    const time = toTime(editor.state.view, place, width);
    // The end handle stands at the end of its frame.
    editor.move(point, point === 'in' ? time + frame / 2 : time - frame / 2);
  }

  function onPointerUp() {
    grabbed.current = undefined;
    editor.commit();
  }

  function onKeyDown(event: KeyboardEvent) {
    const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1 };
    const step = steps[event.key];
    const time = selection[point];
    if (step !== undefined && event.shiftKey) editor.move(point, time + step);
    else if (step !== undefined) editor.stepPoint(point, step);
    else if (event.key === 'PageUp' || event.key === 'PageDown')
      editor.stepPoint(point, event.key === 'PageUp' ? 10 : -10);
    else if (event.key === 'Home') editor.move(point, 0);
    else if (event.key === 'End') editor.move(point, editor.film.length);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const isVisible = x >= -1 && x <= width + 1;
  return (
    <div
      role="slider"
      tabIndex={0}
      className={classes.handle}
      data-point={point}
      data-away={!isVisible}
      style={{ transform: `translateX(${Math.min(Math.max(0, x), width)}px)` }}
      aria-label={t(point === 'in' ? 'handle.in' : 'handle.out')}
      aria-valuemin={point === 'in' ? 0 : selection.in}
      aria-valuemax={point === 'in' ? selection.out : editor.film.length}
      aria-valuenow={selection[point]}
      aria-valuetext={t('time.words', words(selection[point]))}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerUp}
      onKeyDown={onKeyDown}
      onKeyUp={() => editor.commit()}
      onBlur={() => editor.commit()}
    >
      <span className={classes.grip} title={timeText(selection[point])} />
    </div>
  );
}

/** Minutes and seconds, for screen readers. */
export function words(time: number): { minutes: number; seconds: string } {
  const minutes = Math.floor(time / 60);
  return { minutes, seconds: (time - minutes * 60).toFixed(2) };
}
