import { type RefObject, useEffect, useRef, useState } from 'react';
import type { Editor } from '../model/editor.ts';
import { type Source, stills } from '../pictures/pictures.ts';
import { Sheets } from '../pictures/sheets.ts';
import type { LoopRange, Player, PlayerState } from './player.ts';
import { drawTile, SheetPlayer } from './sheet-player.ts';
import { VideoPlayer } from './video-player.ts';

interface PlayerElements {
  readonly front: RefObject<HTMLVideoElement | null>;
  readonly back: RefObject<HTMLVideoElement | null>;
  readonly canvas: RefObject<HTMLCanvasElement | null>;
}

/** Speeds of J and L, as in video editors: each press doubles. */
const MAX_RATE = 4;

/** The state of the player and what its buttons do. */
export interface Playback {
  readonly state: PlayerState;
  readonly rate: number;
  readonly isLoop: boolean;
  readonly setLoop: (loop: boolean) => void;
  readonly toggle: () => void;
  readonly faster: (direction: 1 | -1) => void;
  readonly playSelection: () => void;
  readonly pause: () => void;
}

/**
 * Plays the film in a `<video>`, or from sheets of frames when the browser cannot decode it.
 * @param mode `video`, `sheets`; undefined: not known yet
 */
export function usePlayer(
  editor: Editor,
  source: Source,
  mode: 'video' | 'sheets' | undefined,
  { front, back, canvas }: PlayerElements,
): Playback {
  const player = useRef<Player>(undefined);
  const [state, setState] = useState<PlayerState>('paused');
  const [rate, setRate] = useState(1);
  const [isLoop, setLoop] = useState(true);

  useEffect(() => {
    const events = {
      onFrame: (time: number) => editor.seek(time),
      onState: setState,
    };
    if (mode === 'video' && front.current && back.current) {
      player.current = new VideoPlayer(front.current, back.current, events);
    }
    let sheets: Sheets | undefined;
    if (mode === 'sheets') {
      sheets = new Sheets({ load: (query, signal) => stills(source, query, signal), capacity: 8 });
      const draw: ConstructorParameters<typeof SheetPlayer>[2] = (sheet, index) => {
        if (canvas.current) drawTile(canvas.current, sheet, index);
      };
      player.current = new SheetPlayer(editor.film, sheets, draw, events);
    }
    player.current?.seek(editor.shown);
    return () => {
      player.current?.close();
      player.current = undefined;
      sheets?.close();
    };
  }, [mode, editor, front, back, canvas, source]);

  // While the film is paused, the video follows what the editor shows, so that something is seen at once.
  useEffect(() => {
    if (state !== 'paused') return;
    player.current?.seek(editor.shown);
    return editor.subscribe(() => player.current?.seek(editor.shown));
  }, [editor, state]);

  function play(speed: number, loop: boolean, from = editor.state.at) {
    const { selection } = editor.state;
    const range: LoopRange = {
      from: selection.in,
      to: editor.grid.endOf(selection.out) ?? Math.min(editor.film.length, selection.out + 1 / editor.film.fps),
    };
    const isInside = from >= range.from - 1e-6 && from < range.to;
    setRate(speed);
    setState('playing');
    const lastFrame = editor.grid.lastFrame ?? editor.film.length - 1 / editor.film.fps;
    const start = speed > 0 && from >= lastFrame - 1e-6 && !(loop && isInside) ? 0 : from;
    player.current?.play(start, speed, loop && isInside ? range : undefined);
  }

  function pause() {
    player.current?.pause();
    setState('paused');
    editor.seek(editor.state.at);
  }

  return {
    state,
    rate,
    isLoop,
    setLoop: (loop) => {
      setLoop(loop);
      if (state !== 'paused') play(rate, loop);
    },
    toggle: () => (state === 'paused' ? play(1, isLoop) : pause()),
    faster: (direction) => {
      const isSame = state !== 'paused' && Math.sign(rate) === direction;
      play(isSame ? Math.max(-MAX_RATE, Math.min(MAX_RATE, rate * 2)) : direction, isLoop);
    },
    playSelection: () => {
      setLoop(true);
      play(1, true, editor.state.selection.in);
    },
    pause,
  };
}
