import { type PointerEvent, useRef } from 'react';
import { spanOf } from '../model/view.ts';
import { useEditorState, useStudio } from '../studio-context.ts';
import { endOf } from './draw.ts';
import classes from './timeline.module.css';

/** The whole film as a bar: which part of it the timeline shows, and where the selection is. A drag moves the view. */
export function Overview() {
  const { editor } = useStudio();
  const { view, selection } = useEditorState();
  const grabbed = useRef<number>(undefined);
  const { length } = editor.film;
  const percent = (time: number) => `${(time / length) * 100}%`;

  function timeAt({ clientX, currentTarget }: PointerEvent): number {
    const { left, width } = currentTarget.getBoundingClientRect();
    return ((clientX - left) / Math.max(1, width)) * length;
  }

  function show(middle: number) {
    const half = spanOf(editor.state.view) / 2;
    editor.setView({ from: middle - half, to: middle + half });
  }

  function onPointerDown(event: PointerEvent) {
    event.currentTarget.setPointerCapture(event.pointerId);
    const time = timeAt(event);
    const middle = (view.from + view.to) / 2;
    const isInside = time >= view.from && time <= view.to;
    grabbed.current = isInside ? time - middle : 0;
    if (!isInside) show(time);
  }

  function onPointerMove(event: PointerEvent) {
    if (grabbed.current !== undefined) show(timeAt(event) - grabbed.current);
  }

  return (
    <div
      className={classes.overview}
      aria-hidden="true"
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => {
        grabbed.current = undefined;
      }}
      onPointerCancel={() => {
        grabbed.current = undefined;
      }}
    >
      <div
        className={classes.overviewSelection}
        style={{ left: percent(selection.in), width: percent(endOf(editor) - selection.in) }}
      />
      <div
        className={classes.overviewView}
        data-whole={spanOf(view) >= length - 1e-6}
        style={{ left: percent(view.from), width: percent(spanOf(view)) }}
      />
    </div>
  );
}
