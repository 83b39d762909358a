import type { LoopRange, Player, PlayerEvents } from './player.ts';

/** How long before the end of a loop its next round is started, seconds: about the time that a video needs to begin. */
const LEAD = 0.03;
/** Into a frame, so that rounding does not show the one before, seconds. */
const INTO = 0.002;

/**
 * Plays a film with two `<video>` elements: while one plays a loop, the other one waits at its start, so that there is no gap. Backwards
 * it seeks, because browsers do not play backwards.
 */
export class VideoPlayer implements Player {
  #front: HTMLVideoElement;
  #back: HTMLVideoElement;
  /** The time of the first displayed frame in the clock of the element: files may begin later than 0. */
  #offset = 0;
  #wanted: number | undefined;
  #loop: LoopRange | undefined;
  #rate = 0;
  #timer = 0;
  #callback: readonly [HTMLVideoElement, number] | undefined;
  #ready: Promise<void>;
  readonly #events: PlayerEvents;
  readonly #abort = new AbortController();

  constructor(front: HTMLVideoElement, back: HTMLVideoElement, events: PlayerEvents) {
    this.#front = front;
    this.#back = back;
    this.#events = events;
    this.#ready = firstFrame(front).then((time) => {
      this.#offset = time;
    });
    for (const video of [front, back]) {
      video.addEventListener('seeked', () => this.#seekNext(), { signal: this.#abort.signal });
      const state = (name: string, value: 'playing' | 'waiting') =>
        video.addEventListener(name, () => video === this.#front && this.#rate !== 0 && events.onState(value), {
          signal: this.#abort.signal,
        });
      state('playing', 'playing');
      state('waiting', 'waiting');
      video.addEventListener('ended', () => this.#ended(video), { signal: this.#abort.signal });
    }
    this.#swap(false);
  }

  seek(time: number): void {
    this.#wanted = time;
    this.#seekNext();
  }

  play(from: number, rate: number, loop?: LoopRange): void {
    this.pause();
    this.#rate = rate;
    this.#loop = loop;
    void this.#ready.then(() => {
      if (this.#rate !== rate || this.#loop !== loop || this.#abort.signal.aborted) return;
      if (rate < 0) this.#playBack(from);
      else this.#playForward(from);
    });
  }

  pause(): void {
    this.#rate = 0;
    this.#loop = undefined;
    cancelAnimationFrame(this.#timer);
    if (this.#callback) this.#callback[0].cancelVideoFrameCallback(this.#callback[1]);
    this.#callback = undefined;
    this.#front.pause();
    this.#back.pause();
  }

  close(): void {
    this.pause();
    this.#abort.abort();
  }

  #seekNext(): void {
    if (this.#wanted === undefined || this.#front.seeking) return;
    const time = this.#wanted;
    this.#wanted = undefined;
    void this.#ready.then(() => {
      if (this.#rate <= 0) this.#front.currentTime = this.#toElement(time);
    });
  }

  #toElement(time: number): number {
    return Math.max(0, time + this.#offset + INTO);
  }

  #playForward(from: number): void {
    const start = this.#loop && (from < this.#loop.from || from >= this.#loop.to - LEAD) ? this.#loop.from : from;
    this.#front.playbackRate = this.#rate;
    this.#back.playbackRate = this.#rate;
    if (Math.abs(this.#front.currentTime - this.#toElement(start)) > INTO) {
      this.#front.currentTime = this.#toElement(start);
    }
    if (this.#loop) this.#prepare();
    void this.#start(this.#front);
    this.#follow();
  }

  async #start(video: HTMLVideoElement): Promise<void> {
    try {
      await video.play();
    } catch {
      // A pause or another seek came first.
    }
  }

  /** Reports the frames that are shown, and begins the loop again at its end. */
  #follow(): void {
    const video = this.#front;
    const next = (_: number, { mediaTime }: { mediaTime: number }) => {
      if (this.#rate <= 0 || video !== this.#front) return;
      const time = mediaTime - this.#offset;
      if (!this.#loop || time < this.#loop.to - INTO) this.#events.onFrame(time);
      this.#callback = [video, video.requestVideoFrameCallback(next)];
    };
    this.#callback = [video, video.requestVideoFrameCallback(next)];
    const check = () => {
      if (this.#rate <= 0 || video !== this.#front) return;
      if (this.#loop && !video.seeking && this.#isOver(video, this.#loop)) this.#again();
      else this.#timer = requestAnimationFrame(check);
    };
    this.#timer = requestAnimationFrame(check);
  }

  #isOver(video: HTMLVideoElement, { to }: LoopRange): boolean {
    return video.currentTime - this.#offset >= to - LEAD * Math.max(1, this.#rate);
  }

  /** Puts the hidden element to the start of the loop. */
  #prepare(): void {
    const { from } = this.#loop ?? { from: 0 };
    if (this.#back.src !== this.#front.src) this.#back.src = this.#front.src;
    this.#back.pause();
    this.#back.currentTime = this.#toElement(from);
  }

  #again(): void {
    const old = this.#front;
    this.#swap(true);
    void this.#start(this.#front);
    old.pause();
    this.#prepare();
    this.#follow();
  }

  #swap(exchange: boolean): void {
    if (exchange) [this.#front, this.#back] = [this.#back, this.#front];
    this.#front.dataset.front = 'true';
    this.#back.dataset.front = 'false';
  }

  #playBack(from: number): void {
    let time = from;
    let last = performance.now();
    this.#events.onState('playing');
    const step = (now: number) => {
      if (this.#rate >= 0) return;
      if (!this.#front.seeking) {
        time += ((now - last) / 1000) * this.#rate;
        last = now;
        const start = this.#loop?.from ?? 0;
        if (time <= start && this.#loop) time = this.#loop.to - INTO;
        time = Math.max(0, time);
        this.#front.currentTime = this.#toElement(time);
        this.#events.onFrame(time);
        if (time === 0) {
          this.#ended(this.#front);
          return;
        }
      }
      this.#timer = requestAnimationFrame(step);
    };
    this.#timer = requestAnimationFrame(step);
  }

  #ended(video: HTMLVideoElement): void {
    if (video !== this.#front || this.#rate === 0) return;
    if (this.#loop && this.#rate > 0) {
      this.#again();
      return;
    }
    this.pause();
    this.#events.onState('paused');
  }
}

/** The time of the first frame of an element that has not been seeked. */
function firstFrame(video: HTMLVideoElement): Promise<number> {
  if (!('requestVideoFrameCallback' in video)) return Promise.resolve(0);
  return new Promise((resolve) => {
    // In a hidden tab, no frame is shown.
    const timer = setTimeout(() => resolve(0), 3000);
    video.requestVideoFrameCallback((_, { mediaTime }) => {
      clearTimeout(timer);
      resolve(mediaTime);
    });
  });
}

const codecs: Readonly<Record<string, string>> = {
  h264: 'video/mp4; codecs="avc1.640028"',
  hevc: 'video/mp4; codecs="hvc1.1.6.L120.B0"',
  av1: 'video/mp4; codecs="av01.0.08M.08"',
  vp8: 'video/webm; codecs="vp8"',
  vp9: 'video/webm; codecs="vp9"',
  theora: 'video/ogg; codecs="theora"',
};

/** Whether it is worth trying to play a codec in this browser. A browser that can may still refuse the file. */
export function mayPlay(codec: string): boolean {
  const type = codecs[codec];
  return type !== undefined && document.createElement('video').canPlayType(type) !== '';
}
