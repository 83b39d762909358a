/** A kind of input that is not a video, and what to do about it. */
export interface Kind {
  name: string;
  suggestion: string;
}

const theVideo = 'Give the video itself.';
const inPlaylist =
  'Give one of the videos that it names. For HLS and DASH, `ffmpeg -i PLAYLIST -c copy talk.mp4` makes one file of it.';
const ofPage =
  'Give the URL of the video file, not of the page that shows it. A download that needs a login also saves a web page.';

const kinds: readonly (readonly [RegExp, Kind])[] = [
  [/^#EXTM3U[\s\S]*#EXT-X-/, { name: 'an HLS playlist (.m3u8), a list of other files', suggestion: inPlaylist }],
  [/^#EXTM3U/, { name: 'an M3U playlist, a list of other files', suggestion: inPlaylist }],
  [/^\[playlist\]/i, { name: 'a PLS playlist, a list of other files', suggestion: inPlaylist }],
  [/^ffconcat version/, { name: 'an ffconcat playlist, a list of other files', suggestion: inPlaylist }],
  [
    /^(<\?xml[^>]*>)?(\s|<!--[\s\S]*?-->)*<MPD[\s>]/,
    { name: 'a DASH playlist (.mpd), a list of other files', suggestion: inPlaylist },
  ],
  [
    /^(<\?xml[^>]*>)?\s*<(playlist|asx|smil)[\s>]/i,
    { name: 'a playlist, a list of other files', suggestion: inPlaylist },
  ],
  [/^v=0\r?\no=/, { name: 'an SDP session description, which names a stream elsewhere', suggestion: theVideo }],
  [
    /^version https:\/\/git-lfs\.github\.com\//,
    { name: 'a Git LFS pointer, which stands for the file', suggestion: 'Run `git lfs pull` in its repository first.' },
  ],
  [/^magnet:\?/, { name: 'a magnet link', suggestion: 'Download the video first.' }],
  [
    /^d\d+:(announce|created by|creation date|comment|info)/,
    { name: 'a torrent file', suggestion: 'Download the video first.' },
  ],
  [/^WEBVTT/, { name: 'a WebVTT subtitle file', suggestion: theVideo }],
  [/^\d+\s*\r?\n\d+:\d\d:\d\d[,.]\d+ *-->/, { name: 'an SRT subtitle file', suggestion: theVideo }],
  [/^\[Script Info\]/i, { name: 'an ASS subtitle file', suggestion: theVideo }],
  [
    /^(<\?xml[^>]*>)?(\s|<!--[\s\S]*?-->|<!DOCTYPE svg[^>]*>)*<svg[\s>]/i,
    { name: 'an SVG image', suggestion: 'Give a video, or an animated GIF or PNG.' },
  ],
  [
    /^(<\?xml[^>]*>)?(\s|<!--[\s\S]*?-->)*<(!doctype html|html|head|body|script|title|meta)[\s>]/i,
    { name: 'a web page', suggestion: ofPage },
  ],
  [/^<\?xml/, { name: 'an XML file', suggestion: theVideo }],
  [/^\{\\rtf/, { name: 'an RTF document', suggestion: theVideo }],
  [/^%!PS/, { name: 'a PostScript document', suggestion: theVideo }],
  [/^#!/, { name: 'a script', suggestion: theVideo }],
  [/^(\{\s*("|\})|\[\s*([[{"\]]|-?\d|true|false|null))/, { name: 'a JSON file', suggestion: theVideo }],
];

/** The kind of a text; `undefined` for bytes that are not text. */
export function kindOfText(head: Uint8Array): Kind | undefined {
  const text = textOf(head);
  if (text === undefined) return undefined;
  const start = text.trimStart();
  return kinds.find(([pattern]) => pattern.test(start))?.[1] ?? { name: 'a text file', suggestion: theVideo };
}

function textOf(head: Uint8Array): string | undefined {
  const [first, second] = head;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(head);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(head);
  const control = head.some((byte) => byte === 0x7f || (byte < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d, 0x1b].includes(byte)));
  if (control || head.length === 0) return undefined;
  const text = new TextDecoder().decode(head);
  // Text in an 8-bit code page is mostly ASCII too.
  const strange = text.match(/\ufffd/g)?.length ?? 0;
  return strange > text.length / 2 ? undefined : text;
}
