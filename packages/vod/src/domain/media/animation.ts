import type { AnimationFormat } from '@cliploop/core';
import type { Selectable } from 'kysely';
import type { UrlOf } from '../../store/storage/url.js';
import type { AnimationTable } from '../../store/tables/media.js';

/** An animation of a media. */
export interface Animation {
  /** 0: it was made with settings of its own. */
  readonly definition: number;
  /** Tells these settings apart. Empty: those of the template. */
  readonly settingsHash: string;
  /** Start and end in the source after clamping, seconds. */
  readonly startTime: number;
  readonly endTime: number;
  readonly storageKey: string;
  readonly container: AnimationFormat;
  /** px */
  readonly width: number;
  /** px */
  readonly height: number;
  /** bits/s */
  readonly bitrate: number;
  /** bytes */
  readonly size: number;
  /** 32 hex digits */
  readonly md5: string;
}

/** MediaAnimatedGraphicsItem on the wire. */
export function wireAnimation(animation: Animation, urlOf: UrlOf): object {
  return {
    Url: urlOf(animation.storageKey),
    Definition: animation.definition,
    Container: animation.container,
    Height: animation.height,
    Width: animation.width,
    Bitrate: Math.round(animation.bitrate),
    Size: animation.size,
    Md5: animation.md5,
    StartTimeOffset: animation.startTime,
    EndTimeOffset: animation.endTime,
  };
}

/** Bitrate of a file of `size` bytes that plays for some seconds, bits/s, at most 2^53 - 1. 0 for no time. */
export function bitrateOf(size: number, seconds: number): number {
  return seconds > 0 ? Math.min(Number.MAX_SAFE_INTEGER, Math.round((size * 8) / seconds)) : 0;
}

export function animationOf(row: Selectable<AnimationTable>): Animation {
  return {
    definition: row.definition,
    settingsHash: row.settings_hash,
    startTime: row.start_time,
    endTime: row.end_time,
    storageKey: row.storage_key,
    container: row.container as Animation['container'],
    width: row.width,
    height: row.height,
    bitrate: row.bitrate,
    size: row.size,
    md5: row.md5,
  };
}
