import { describe, expect, test } from 'vitest';
import { Editor } from './editor.ts';

const round = (time: number) => Math.round(time * 1e6) / 1e6;
const at = (index: number) => round(index / 25);

/** A film of 20 s at 25 fps, of which the frames from 0 s to 10 s are known. */
function editor(initial?: ConstructorParameters<typeof Editor>[1]): Editor {
  const one = new Editor({ length: 20, fps: 25 }, initial);
  one.learn({ start: 0, end: 10, times: Array.from({ length: 250 }, (_, index) => at(index)) });
  return one;
}

const points = ({ state: { selection } }: Editor) => [selection.in, selection.out];

describe('Editor', () => {
  test('begins with the first seconds of the film', () => {
    expect(points(editor())).toEqual([0, at(74)]);
    expect(points(new Editor({ length: 1.5, fps: 25 }))).toEqual([0, 1.46]);
  });

  test('begins with the points of the address, in the right order and inside the film', () => {
    expect(points(editor({ in: 2, out: 4, at: 3 }))).toEqual([2, 4]);
    expect(points(editor({ in: 4, out: 2 }))).toEqual([2, 4]);
    expect(points(editor({ in: -4, out: 900 }))).toEqual([0, 19.96]);
    expect(points(editor({ in: Number.NaN }))[0]).toBe(0);
  });

  test('moves points to frames, when they are known', () => {
    const one = editor();
    one.seek(1.019);
    expect(one.state.at).toBe(1);
    one.seek(15.019);
    expect(one.state.at).toBe(15.019);
    one.learn({ start: 14, end: 16, times: [14, 15, 15.9] });
    expect(one.state.at).toBe(15);
  });

  test('steps by frames, and stays at the ends of the film', () => {
    const one = editor({ in: 0, out: 4 });
    one.step(-1);
    expect(one.state.at).toBe(0);
    one.step(3);
    expect(one.state.at).toBe(0.12);
    one.seek(15);
    one.step(1);
    expect(one.state.at).toBeCloseTo(15.04, 9);
    one.seek(500);
    expect(one.state.at).toBeCloseTo(19.96, 9);
  });

  test('keeps at least one frame when handles are moved over each other', () => {
    const one = editor({ in: 2, out: 4 });
    one.move('in', 9);
    expect(points(one)).toEqual([4, 4]);
    one.move('out', 1);
    expect(points(one)).toEqual([4, 4]);
    one.move('in', 1);
    expect(points(one)).toEqual([1, 4]);
  });

  test('shows the handle that is moved, until the playhead is moved', () => {
    const one = editor({ in: 2, out: 4, at: 3 });
    expect(one.shown).toBe(3);
    one.move('out', 5);
    expect(one.shown).toBe(5);
    one.stepPoint('out', -1);
    expect(one.shown).toBe(4.96);
    one.seek(1);
    expect(one.shown).toBe(1);
  });

  test('moves the other point along when one is placed on its wrong side', () => {
    const one = editor({ in: 2, out: 4 });
    one.place('in', 6);
    expect(points(one)).toEqual([6, 8]);
    one.place('out', 3);
    expect(points(one)).toEqual([1, 3]);
    one.place('out', 0.5);
    expect(points(one)).toEqual([0, 0.48]);
  });

  test('finds the frames that begin and end nearest to a time', () => {
    const one = editor({ in: 2, out: 4 });
    expect(one.end).toBe(4.04);
    expect([1.99, 2, 2.019, 2.021].map((time) => one.beginningAt(time))).toEqual([2, 2, 2, 2.04]);
    expect([1.99, 2, 2.019, 2.021].map((time) => one.endingAt(time))).toEqual([1.96, 1.96, 1.96, 2]);
    expect(one.endingAt(0)).toBe(0);
    one.learn({ start: 10, end: 20, times: Array.from({ length: 250 }, (_, index) => at(250 + index)), last: true });
    expect(one.endingAt(20)).toBe(19.96);
    expect(one.beginningAt(20)).toBe(19.96);
    one.place('out', 20);
    expect(one.end).toBe(20);
  });

  test('slides the selection without changing its length', () => {
    const one = editor({ in: 2, out: 4 });
    one.slide(5.5);
    expect(points(one)).toEqual([5.48, 7.48]);
    one.slide(-3);
    expect(points(one)).toEqual([0, 2]);
    one.slide(99);
    expect(one.state.selection.out).toBeCloseTo(19.96, 9);
    expect(one.state.selection.in).toBeCloseTo(17.96, 9);
  });

  test('undoes and redoes changes, each drag as one', () => {
    const one = editor({ in: 2, out: 4 });
    for (const time of [2.1, 2.5, 3]) one.move('in', time);
    one.commit();
    one.place('out', 6);
    expect(points(one)).toEqual([3, 6]);
    one.undo();
    expect(points(one)).toEqual([3, 4]);
    one.undo();
    expect(points(one)).toEqual([2, 4]);
    expect(one.state.canUndo).toBe(false);
    one.undo();
    one.redo();
    one.redo();
    expect(points(one)).toEqual([3, 6]);
    one.undo();
    one.place('in', 1);
    expect(one.state.canRedo).toBe(false);
  });

  test('keeps no step for a drag that ends where it began', () => {
    const one = editor({ in: 2, out: 4 });
    one.move('in', 3);
    one.move('in', 2);
    one.commit();
    expect(one.state.canUndo).toBe(false);
  });

  test('shows what was moved out of the view', () => {
    const one = editor({ in: 2, out: 4 });
    one.setView({ from: 0, to: 5 });
    one.seek(9);
    expect(one.state.view.to).toBeGreaterThan(9);
    one.fitSelection();
    expect(one.state.view.from).toBeLessThan(2);
    expect(one.state.view.to).toBeGreaterThan(4);
    one.fitFilm();
    expect(one.state.view).toEqual({ from: 0, to: 20 });
  });

  test('begins near a short selection of a long film', () => {
    const { view } = new Editor({ length: 3600, fps: 25 }, { in: 1800, out: 1803 }).state;
    expect(view.from).toBeGreaterThan(1790);
    expect(view.to).toBeLessThan(1810);
  });

  test('tells its listeners about every change', () => {
    const one = editor();
    let calls = 0;
    const stop = one.subscribe(() => {
      calls += 1;
    });
    one.seek(1);
    one.zoomBy(2);
    stop();
    one.seek(2);
    expect(calls).toBe(2);
  });
});
