import { describe, expect, test } from 'vitest';
import { FrameGrid } from './frame-grid.ts';

/** 30 fps, as the service reports it: whole microseconds. */
const at30 = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => Math.round(((from + index) / 30) * 1e6) / 1e6);

describe('FrameGrid', () => {
  test('knows nothing at first', () => {
    const grid = new FrameGrid();
    expect(grid.covers(0)).toBe(false);
    expect(grid.frameAt(0)).toBeUndefined();
    expect(grid.step(0, 1)).toBeUndefined();
    expect(grid.lastFrame).toBeUndefined();
  });

  test('finds the frame on screen at a time, and returns its time as it was reported', () => {
    const grid = new FrameGrid();
    grid.add({ start: 0, end: 2, times: at30(0, 60) });
    expect(grid.frameAt(0)).toBe(0);
    expect(grid.frameAt(0.05)).toBe(0.033333);
    expect(grid.frameAt(0.066667)).toBe(0.066667);
    expect(grid.frameAt(0.0666669)).toBe(0.066667);
    expect(grid.frameAt(1.999)).toBe(1.966667);
    expect(grid.frameAt(2.5)).toBeUndefined();
  });

  test('counts a frame that began before the window', () => {
    const grid = new FrameGrid();
    grid.add({ start: 4, end: 8, times: [3.2, 5, 7.7] });
    expect(grid.covers(3.2, 7.99)).toBe(true);
    expect(grid.frameAt(4.5)).toBe(3.2);
    expect(grid.covers(3)).toBe(false);
  });

  test('joins windows that touch, without doubling the frame that both report', () => {
    const grid = new FrameGrid();
    grid.add({ start: 2, end: 4, times: [1.99, 2.5, 3.9] });
    grid.add({ start: 0, end: 2, times: [0, 1, 1.99] });
    expect(grid.covers(0, 3.99)).toBe(true);
    expect(grid.between(0, 4)).toEqual([0, 1, 1.99, 2.5, 3.9]);
    expect(grid.step(1, 2)).toBe(2.5);
  });

  test('does not know which frame is on screen at the end of a window, because a frame may begin there', () => {
    const grid = new FrameGrid();
    grid.add({ start: 0, end: 1, times: at30(0, 30) });
    expect(grid.frameAt(1)).toBeUndefined();
    expect(grid.covers(1)).toBe(false);
    grid.add({ start: 1, end: 2, times: at30(30, 60) });
    expect(grid.frameAt(1)).toBe(1);
    expect(grid.frameAt(2)).toBeUndefined();
  });

  test('keeps windows apart that do not touch', () => {
    const grid = new FrameGrid();
    grid.add({ start: 0, end: 1, times: [0, 0.5] });
    grid.add({ start: 2, end: 3, times: [2, 2.5] });
    expect(grid.covers(0, 3)).toBe(false);
    expect(grid.step(0.5, 1)).toBeUndefined();
    expect(grid.step(2, -1)).toBeUndefined();
  });

  test('steps between frames of a variable frame rate', () => {
    const grid = new FrameGrid();
    grid.add({ start: 0, end: 2, times: [0, 0.04, 0.5, 0.51, 1.9] });
    expect(grid.step(0.3, 1)).toBe(0.5);
    expect(grid.step(0.3, -1)).toBe(0);
    expect(grid.step(0.51, 1)).toBe(1.9);
    expect(grid.endOf(0.04)).toBe(0.5);
  });

  test('stays at the first and the last frame of the film', () => {
    const grid = new FrameGrid();
    grid.add({ start: 0, end: 1, times: [0, 0.4, 0.8], last: true });
    expect(grid.step(0.4, -5)).toBe(0);
    expect(grid.step(0.4, 5)).toBe(0.8);
    expect(grid.frameAt(100)).toBe(0.8);
    expect(grid.lastFrame).toBe(0.8);
    expect(grid.endOf(0.8)).toBeUndefined();
  });

  test('asks the service about times shortly before a frame', () => {
    const grid = new FrameGrid();
    grid.add({ start: 0, end: 1, times: at30(0, 30) });
    expect(grid.isDoubtful(0.0325)).toBe(true);
    expect(grid.shownAt(0.0325)).toBeUndefined();
    expect(grid.isDoubtful(0.033333)).toBe(false);
    expect(grid.shownAt(0.0333325)).toBe(0.033333);
    expect(grid.shownAt(0.032)).toBe(0);
    grid.answer(0.0325, 0);
    expect(grid.shownAt(0.0325)).toBe(0);
    grid.answer(0.0657, 0.066667);
    expect(grid.shownAt(0.0657)).toBe(0.066667);
  });
});
