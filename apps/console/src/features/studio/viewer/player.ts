/** A part of the film that is played again and again, seconds. */
export interface LoopRange {
  readonly from: number;
  readonly to: number;
}

export interface PlayerEvents {
  /** The time of the frame that is on screen while the film plays. */
  readonly onFrame: (time: number) => void;
  /** The film plays, has stopped by itself, or waits for data. */
  readonly onState: (state: PlayerState) => void;
}

export type PlayerState = 'playing' | 'paused' | 'waiting';

/** Plays a film. Times are those of the editor: seconds from the first displayed frame. */
export interface Player {
  /** Shows the frame at a time, near enough until the exact one arrives. */
  seek(time: number): void;
  /** @param rate 1: normal speed; negative: backwards @param loop what to repeat; absent: until the end of the film */
  play(from: number, rate: number, loop?: LoopRange): void;
  pause(): void;
  close(): void;
}
