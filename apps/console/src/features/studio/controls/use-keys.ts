import { useEffect, useRef } from 'react';
import type { Editor } from '../model/editor.ts';
import { type Command, commandOf, usesKey } from '../model/keys.ts';
import type { Playback } from '../viewer/use-player.ts';

/** Does what the keys of video editors do, wherever the focus is, except in fields and on controls that need the key. */
export function useKeys(editor: Editor, playback: Playback, onHelp: () => void): void {
  const latest = useRef({ playback, onHelp });
  latest.current = { playback, onHelp };
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      const command = commandOf(event);
      if (command === undefined || event.defaultPrevented || usesKey(event.target, event)) return;
      event.preventDefault();
      run(command, editor, latest.current.playback, latest.current.onHelp);
    }
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [editor]);
}

/** Commands that move the playhead stop the film first. */
const moves = new Set<Command>(['frameBack', 'frameForward', 'secondBack', 'secondForward', 'start', 'end']);

function run(command: Command, editor: Editor, playback: Playback, onHelp: () => void): void {
  if (moves.has(command) && playback.state !== 'paused') playback.pause();
  const { at, selection } = editor.state;
  const commands: Readonly<Record<Command, () => void>> = {
    play: playback.toggle,
    playBack: () => playback.faster(-1),
    pause: playback.pause,
    playForward: () => playback.faster(1),
    playSelection: playback.playSelection,
    in: () => editor.place('in', at),
    out: () => editor.place('out', at),
    goIn: () => editor.seek(selection.in),
    goOut: () => editor.seek(selection.out),
    frameBack: () => editor.step(-1),
    frameForward: () => editor.step(1),
    secondBack: () => editor.seek(at - 1),
    secondForward: () => editor.seek(at + 1),
    start: () => editor.seek(0),
    end: () => editor.seek(editor.film.length),
    zoomIn: () => editor.zoomBy(1.5),
    zoomOut: () => editor.zoomBy(1 / 1.5),
    fitSelection: () => editor.fitSelection(),
    fitFilm: () => editor.fitFilm(),
    undo: () => editor.undo(),
    redo: () => editor.redo(),
    help: onHelp,
  };
  commands[command]();
}
