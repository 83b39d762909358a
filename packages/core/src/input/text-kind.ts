/** A kind of file that is not a video, and what to do about it. */
export interface Kind {
  name: string;
  suggestion: string;
}

const useVideo = 'Use the video file itself.';
const forPlaylist =
  'Use one of the videos in the playlist. For HLS and DASH, `ffmpeg -i PLAYLIST -c copy talk.mp4` creates a single file.';
const forWebPage =
  'Use the URL of the video file, not of the web page with the video. If the download needs a login, log in first.';

const kinds: readonly (readonly [RegExp, Kind])[] = [
  [/^#EXTM3U[\s\S]*#EXT-X-/, { name: 'an HLS playlist (.m3u8), a list of other files', suggestion: forPlaylist }],
  [/^#EXTM3U/, { name: 'an M3U playlist, a list of other files', suggestion: forPlaylist }],
  [/^\[playlist\]/i, { name: 'a PLS playlist, a list of other files', suggestion: forPlaylist }],
  [/^ffconcat version/, { name: 'an ffconcat playlist, a list of other files', suggestion: forPlaylist }],
  [
    /^(<\?xml[^>]*>)?(\s|<!--[\s\S]*?-->)*<MPD[\s>]/,
    { name: 'a DASH playlist (.mpd), a list of other files', suggestion: forPlaylist },
  ],
  [
    /^(<\?xml[^>]*>)?\s*<(playlist|asx|smil)[\s>]/i,
    { name: 'a playlist, a list of other files', suggestion: forPlaylist },
  ],
  [/^v=0\r?\no=/, { name: 'an SDP session description, which refers to a stream', suggestion: useVideo }],
  [
    /^version https:\/\/git-lfs\.github\.com\//,
    { name: 'a Git LFS pointer instead of the file', suggestion: 'Run `git lfs pull` in the repository first.' },
  ],
  [/^magnet:\?/, { name: 'a magnet link', suggestion: 'Download the video first.' }],
  [
    /^d\d+:(announce|created by|creation date|comment|info)/,
    { name: 'a torrent file', suggestion: 'Download the video first.' },
  ],
  [/^WEBVTT/, { name: 'a WebVTT subtitle file', suggestion: useVideo }],
  [/^\d+\s*\r?\n\d+:\d\d:\d\d[,.]\d+ *-->/, { name: 'an SRT subtitle file', suggestion: useVideo }],
  [/^\[Script Info\]/i, { name: 'an ASS subtitle file', suggestion: useVideo }],
  [
    /^(<\?xml[^>]*>)?(\s|<!--[\s\S]*?-->|<!DOCTYPE svg[^>]*>)*<svg[\s>]/i,
    { name: 'an SVG image', suggestion: 'Use a video, or an animated GIF or PNG.' },
  ],
  [
    /^(<\?xml[^>]*>)?(\s|<!--[\s\S]*?-->)*<(!doctype html|html|head|body|script|title|meta)[\s>]/i,
    { name: 'a web page', suggestion: forWebPage },
  ],
  [/^<\?xml/, { name: 'an XML file', suggestion: useVideo }],
  [/^\{\\rtf/, { name: 'an RTF document', suggestion: useVideo }],
  [/^%!PS/, { name: 'a PostScript document', suggestion: useVideo }],
  [/^#!/, { name: 'a script', suggestion: useVideo }],
  [/^(\{\s*("|\})|\[\s*([[{"\]]|-?\d|true|false|null))/, { name: 'a JSON file', suggestion: useVideo }],
];

/** Returns the kind of a text file, or `undefined` if the bytes are not text. */
export function kindOfText(head: Uint8Array): Kind | undefined {
  const text = textOf(head);
  if (text === undefined) return undefined;
  const start = text.trimStart();
  return kinds.find(([pattern]) => pattern.test(start))?.[1] ?? { name: 'a text file', suggestion: useVideo };
}

function textOf(head: Uint8Array): string | undefined {
  const [first, second] = head;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(head);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(head);
  const control = head.some((byte) => byte === 0x7f || (byte < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d, 0x1b].includes(byte)));
  if (control || head.length === 0) return undefined;
  const text = new TextDecoder().decode(head);
  // Text in an 8-bit encoding is mostly ASCII, so some invalid characters are accepted.
  const invalid = text.match(/\ufffd/g)?.length ?? 0;
  return invalid > text.length / 2 ? undefined : text;
}
