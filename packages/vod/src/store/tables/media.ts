import type { ColumnType, Generated } from 'kysely';
import type { Created, Json, Updated } from './column.js';

export type Category = 'Video' | 'Audio' | 'Image';

/** MediaKeyFrameDescItem on the wire. */
export interface KeyFrameDesc {
  /** seconds */
  readonly TimeOffset: number;
  readonly Content: string;
}

/** MediaMetaData on the wire. Durations are in seconds; bit rates in bits/s, 0 when unknown. */
export interface MediaMetaData {
  readonly Size: number;
  /** Names of the container format: "mov,mp4,m4a,3gp,3g2,mj2". */
  readonly Container: string;
  readonly Bitrate: number;
  /** px as coded, before the rotation by `Rotate`. */
  readonly Height: number;
  readonly Width: number;
  readonly Duration: number;
  readonly Rotate: number;
  readonly VideoStreamSet: readonly MediaVideoStreamItem[];
  readonly AudioStreamSet: readonly MediaAudioStreamItem[];
  readonly VideoDuration: number;
  readonly AudioDuration: number;
  /** Not computed. */
  readonly Md5: '';
}

export interface MediaVideoStreamItem {
  readonly Bitrate: number;
  readonly Height: number;
  readonly Width: number;
  readonly Codec: string;
  /** Frames per second, rounded to an integer. */
  readonly Fps: number;
  readonly CodecTag: string;
  readonly DynamicRangeInfo: { readonly Type: 'SDR' | 'HDR'; readonly HDRType: '' | 'hdr10' | 'hlg' };
}

export interface MediaAudioStreamItem {
  readonly Bitrate: number;
  readonly SamplingRate: number;
  readonly Codec: string;
}

export interface MediaTable {
  /** 19 digits; see newFileId. */
  file_id: string;
  sub_app_id: number;
  name: string;
  description: Generated<string>;
  /** Extension, in lower case. */
  type: string;
  category: Category;
  /** 0: none. */
  class_id: Generated<number>;
  source_type: string;
  source_context: Generated<string>;
  /** Null after the original was deleted. */
  storage_key: string | null;
  /** bytes */
  size: number;
  meta: Json<MediaMetaData>;
  cover_key: Generated<string | null>;
  tags: Generated<string[]>;
  key_frame_descs: ColumnType<KeyFrameDesc[], string | undefined, string>;
  create_time: Created;
  update_time: Updated;
  /** Null: never. */
  expire_time: Date | null;
}

export interface AnimationTable {
  file_id: string;
  definition: number;
  /** Start and end of the animation, in seconds of the source. */
  start_time: number;
  end_time: number;
  storage_key: string;
  container: string;
  /** px */
  width: number;
  /** px */
  height: number;
  /** bits/s */
  bitrate: number;
  /** bytes */
  size: number;
  md5: string;
  /** Empty: the animation of a template. Otherwise, the definition is 0, and this tells the settings apart. */
  settings_hash: ColumnType<string, string | undefined, string>;
  create_time: ColumnType<Date, Date | undefined, Date>;
}

/** Deleted media that may still have animations. */
export interface MediaDeletionTable {
  file_id: string;
  since: ColumnType<Date, Date | undefined, never>;
}

/** Files to delete: no row refers to them any more. */
export interface SupersededTable {
  storage_key: string;
  since: ColumnType<Date, Date | undefined, Date>;
  /** True while the file is being written and no row refers to it yet. */
  incoming: Generated<boolean>;
}
