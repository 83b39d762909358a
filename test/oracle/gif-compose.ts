import type { Gif } from './gif.ts';

/** Composes the frames of a GIF to the canvases that a viewer displays: RGBA, in the size of the logical screen. */
export function composeGif(gif: Gif): Uint8Array[] {
  const canvas = new Uint8Array(gif.width * gif.height * 4);
  return gif.frames.map((frame) => {
    const before = frame.disposal === 3 ? canvas.slice() : null;
    for (let y = 0; y < frame.height; y++) {
      for (let x = 0; x < frame.width; x++) {
        const index = frame.indices[y * frame.width + x] ?? 0;
        if (index === frame.transparent) continue;
        const to = ((frame.top + y) * gif.width + frame.left + x) * 4;
        for (let c = 0; c < 3; c++) canvas[to + c] = frame.palette[index * 3 + c] ?? 0;
        canvas[to + 3] = 255;
      }
    }
    const shown = canvas.slice();
    if (before) canvas.set(before);
    if (frame.disposal === 2) {
      for (let y = 0; y < frame.height; y++) {
        const from = ((frame.top + y) * gif.width + frame.left) * 4;
        canvas.fill(0, from, from + frame.width * 4);
      }
    }
    return shown;
  });
}
