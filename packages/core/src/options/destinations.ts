import type { AnimationFormat } from './format.js';

/** What a service accepts. A KB has 1000 bytes here, so that a limit holds in either reading. `source` is the page to compare the numbers with. */
export interface Destination {
  readonly name: string;
  /** The first one is the default. */
  readonly formats: readonly AnimationFormat[];
  readonly maxBytes: number;
  /** Length of one play, s. */
  readonly maxSeconds?: number;
  readonly maxFrames?: number;
  readonly maxFps?: number;
  /** Defaults of options. */
  readonly defaults: {
    readonly width?: number;
    readonly height?: number;
    readonly fit?: 'contain' | 'pad';
    readonly background?: string;
    readonly fps?: number;
    readonly reduce: string;
  };
  readonly rules: string;
  readonly source: string;
}

const square = { fit: 'pad', background: 'transparent' } as const;

/** The limits of services, by the values of the option `for`. */
export const destinations = {
  'slack-emoji': {
    name: 'Slack emoji',
    formats: ['gif'],
    maxBytes: 128_000,
    maxSeconds: 5,
    maxFrames: 50,
    defaults: { width: 128, height: 128, ...square, fps: 10, reduce: 'quality:30,fps:5' },
    rules: 'square, 128 KB, 50 frames',
    source: 'https://slack.com/help/articles/206870177',
  },
  discord: {
    name: 'Discord attachment',
    formats: ['gif', 'webp'],
    maxBytes: 10_000_000,
    defaults: { reduce: 'size:480,quality:30,fps:8' },
    rules: '10 MB without a subscription',
    source: 'https://support.discord.com/hc/articles/25444343291031',
  },
  'discord-emoji': {
    name: 'Discord emoji',
    formats: ['gif', 'webp'],
    maxBytes: 256_000,
    defaults: { width: 128, height: 128, ...square, reduce: 'quality:30,fps:5' },
    rules: '256 KB, shown at 128 px or less',
    source: 'https://support.discord.com/hc/articles/360036479811',
  },
  github: {
    name: 'GitHub issue, pull request or comment',
    formats: ['gif', 'webp'],
    maxBytes: 10_000_000,
    defaults: { reduce: 'size:480,quality:30,fps:8' },
    rules: '10 MB for an image',
    source: 'https://docs.github.com/get-started/writing-on-github/working-with-advanced-formatting/attaching-files',
  },
  'telegram-sticker': {
    name: 'Telegram sticker',
    formats: ['webp'],
    maxBytes: 256_000,
    maxSeconds: 3,
    maxFps: 30,
    defaults: { width: 512, height: 512, fit: 'contain', reduce: 'quality:20,fps:8' },
    rules: '512 px on one side, 3 s, 30 fps, 256 KB. Those of video stickers, which Telegram takes as WebM',
    source: 'https://core.telegram.org/stickers#video-requirements',
  },
  'whatsapp-sticker': {
    name: 'WhatsApp sticker',
    formats: ['webp'],
    maxBytes: 500_000,
    maxSeconds: 10,
    defaults: { width: 512, height: 512, ...square, reduce: 'quality:20,fps:5' },
    rules: '512x512 px, 10 s, 500 KB',
    source: 'https://github.com/WhatsApp/stickers/wiki/Sticker-requirements',
  },
  email: {
    name: 'Email',
    formats: ['gif'],
    maxBytes: 1_000_000,
    defaults: { width: 600, reduce: 'quality:40,fps:8,size:240' },
    rules: '600 px wide, 1 MB; a recommendation',
    source: 'https://mailchimp.com/help/about-template-images/',
  },
} as const satisfies Readonly<Record<string, Destination>>;

export type DestinationName = keyof typeof destinations;

export const destinationNames = Object.keys(destinations) as DestinationName[];
