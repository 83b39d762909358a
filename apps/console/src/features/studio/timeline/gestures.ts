import { type RefObject, useEffect, useRef } from 'react';
import type { Editor } from '../model/editor.ts';
import { spanOf, toTime } from '../model/view.ts';
import { RULER } from './draw.ts';

/** Movement from which a press is a drag, pixels. */
const SLOP = 4;
/** Zoom of a whole turn of a mouse wheel step. */
const WHEEL = 0.0025;

interface Pointer {
  x: number;
}

/** What a drag on the timeline does. */
type Drag = { readonly kind: 'scrub' } | { readonly kind: 'pan'; readonly from: number } | undefined;

/**
 * Wheel, pinch and drags on the timeline. The wheel zooms around the pointer, sideways or with Shift it pans. A drag on the ruler moves
 * the playhead, on the strip it pans; a click moves the playhead.
 */
export function useGestures(editor: Editor, element: RefObject<HTMLElement | null>, width: number): void {
  const size = useRef(width);
  size.current = width;
  useEffect(() => {
    const area = element.current;
    if (!area) return;
    const abort = new AbortController();
    const { signal } = abort;
    const pointers = new Map<number, Pointer>();
    let drag: Drag;
    let start = 0;
    let moved = false;
    let pinch: { readonly distance: number; readonly middle: number } | undefined;

    const placeOf = ({ clientX, clientY }: MouseEvent) => {
      const box = area.getBoundingClientRect();
      return { x: clientX - box.left, y: clientY - box.top };
    };
    const timeAt = (x: number) => toTime(editor.state.view, x, size.current);
    const secondsOf = (pixels: number) => (pixels / Math.max(1, size.current)) * spanOf(editor.state.view);
    const fingers = () => {
      const [a, b] = [...pointers.values()];
      return a && b ? { distance: Math.max(8, Math.abs(a.x - b.x)), middle: (a.x + b.x) / 2 } : undefined;
    };

    function onWheel(event: WheelEvent) {
      event.preventDefault();
      const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) editor.panBy(secondsOf(sideways));
      else editor.zoomBy(Math.exp(-event.deltaY * WHEEL), timeAt(placeOf(event).x));
    }

    function onDown(event: PointerEvent) {
      // The handles have listeners of their own.
      if (!(event.target instanceof HTMLCanvasElement)) return;
      if (event.button !== 0 && event.button !== 1) return;
      const { x, y } = placeOf(event);
      area?.setPointerCapture(event.pointerId);
      pointers.set(event.pointerId, { x });
      pinch = fingers();
      if (pinch) {
        drag = undefined;
        return;
      }
      start = x;
      moved = false;
      const isWhole = spanOf(editor.state.view) >= editor.film.length - 1e-6;
      const scrubs = event.button === 0 && (y < RULER || (isWhole && event.pointerType === 'mouse'));
      drag = scrubs ? { kind: 'scrub' } : { kind: 'pan', from: x };
      if (scrubs) editor.seek(timeAt(x));
    }

    function onMove(event: PointerEvent) {
      const pointer = pointers.get(event.pointerId);
      if (!pointer) return;
      const { x } = placeOf(event);
      pointer.x = x;
      const now = fingers();
      if (pinch && now) {
        editor.panBy(secondsOf(pinch.middle - now.middle));
        editor.zoomBy(now.distance / pinch.distance, timeAt(now.middle));
        pinch = now;
        return;
      }
      if (Math.abs(x - start) > SLOP) moved = true;
      if (drag?.kind === 'scrub') editor.seek(timeAt(Math.min(Math.max(0, x), size.current)));
      else if (drag?.kind === 'pan' && moved) {
        editor.panBy(secondsOf(drag.from - x));
        drag = { kind: 'pan', from: x };
      }
    }

    function onUp(event: PointerEvent) {
      if (!pointers.delete(event.pointerId)) return;
      if (drag?.kind === 'pan' && !moved && event.type === 'pointerup') editor.seek(timeAt(placeOf(event).x));
      drag = undefined;
      pinch = fingers();
    }

    area.addEventListener('wheel', onWheel, { passive: false, signal });
    area.addEventListener('pointerdown', onDown, { signal });
    area.addEventListener('pointermove', onMove, { signal });
    area.addEventListener('pointerup', onUp, { signal });
    area.addEventListener('pointercancel', onUp, { signal });
    return () => abort.abort();
  }, [editor, element]);
}
