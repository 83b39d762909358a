import { type Kind, kindOfText } from './text-kind.js';

const extract = 'Extract the archive and use the video in it.';
const useVideo = 'Use the video file itself.';
const needsVideo = 'Use a file with a video track.';
const checkComplete = 'Check that the download, copy or recording is complete.';

const archives: Readonly<Record<string, string>> = {
  zip: 'a ZIP archive',
  '7z': 'a 7z archive',
  rar: 'a RAR archive',
  tar: 'a tar archive',
  gz: 'a gzip archive',
  'tar.gz': 'a tar archive compressed with gzip',
  bz2: 'a bzip2 archive',
  xz: 'an xz archive',
  zst: 'a Zstandard archive',
  lz: 'an lzip archive',
  lz4: 'an LZ4 archive',
  lzh: 'an LZH archive',
  Z: 'a compressed file (.Z)',
  cab: 'a cabinet archive',
  ar: 'an ar archive',
  cpio: 'a cpio archive',
  iso: 'a disc image (ISO)',
};

const others: Readonly<Record<string, string>> = {
  pdf: 'a PDF document',
  rtf: 'an RTF document',
  docx: 'a Word document',
  xlsx: 'an Excel workbook',
  pptx: 'a PowerPoint presentation',
  odt: 'an OpenDocument text',
  ods: 'an OpenDocument spreadsheet',
  odp: 'an OpenDocument presentation',
  cfb: 'an old Office document or another compound file',
  epub: 'an EPUB book',
  exe: 'a Windows program',
  elf: 'a Linux program',
  macho: 'a macOS program',
  wasm: 'a WebAssembly module',
  sqlite: 'an SQLite database',
  deb: 'a Debian package',
  rpm: 'an RPM package',
  jar: 'a Java archive',
  apk: 'an Android package',
  psd: 'a Photoshop image',
  mid: 'a MIDI file',
  blend: 'a Blender file',
  swf: 'a Flash file',
};

/** The kind of an input, detected from its first bytes. */
interface DetectedKind {
  /** Sentence for messages: "it is a ZIP archive". */
  clause: string;
  suggestion: string;
  /** Media type, if the file has a known signature. */
  mime?: string;
}

/** Detects the kind of an input. Returns `undefined` if the bytes have no known signature. */
export async function detectKind(head: Uint8Array): Promise<DetectedKind | undefined> {
  if (head.length > 0 && head.every((byte) => byte === 0)) {
    return { clause: 'it starts with zero bytes only', suggestion: checkComplete };
  }
  const kind = await kindOf(head);
  return kind && { ...kind, clause: `it is ${kind.name}` };
}

let fileTypes: Promise<typeof import('file-type')> | undefined;

/** Loads file-type, once: another import() would look for the file again, which a sandbox forbids. */
export function importFileTypes(): Promise<typeof import('file-type')> {
  fileTypes ??= import('file-type');
  return fileTypes;
}

async function kindOf(head: Uint8Array): Promise<(Kind & { mime?: string }) | undefined> {
  if (head.length === 0) return { name: 'empty', suggestion: checkComplete };
  if (isAnimatedWebp(head)) {
    return { name: 'a damaged or incomplete animated WebP', suggestion: checkComplete, mime: 'image/webp' };
  }
  const text = kindOfText(head);
  if (text !== undefined) return text;
  const { fileTypeFromBuffer } = await importFileTypes();
  const type = await fileTypeFromBuffer(head).catch(() => undefined);
  // The signature of an MPEG audio frame has only two bytes, so it is not reliable.
  if (type === undefined || (type.mime === 'audio/mpeg' && type.ext !== 'mp3')) return undefined;
  return { ...kindOfType(type.ext, type.mime), mime: type.mime };
}

function kindOfType(ext: string, mime: string): Kind {
  const archive = archives[ext];
  if (archive !== undefined) return { name: archive, suggestion: extract };
  const known = others[ext];
  if (known !== undefined) return { name: known, suggestion: useVideo };
  if (mime.startsWith('image/')) {
    return { name: `an image (.${ext})`, suggestion: 'Use a video, or an animated GIF or PNG.' };
  }
  if (mime.startsWith('audio/')) return { name: `an audio file (.${ext})`, suggestion: needsVideo };
  if (mime.startsWith('font/')) return { name: `a font (.${ext})`, suggestion: useVideo };
  if (mime.startsWith('video/')) return { name: `a damaged or incomplete .${ext} file`, suggestion: checkComplete };
  return { name: `a file of the type ${mime} (.${ext})`, suggestion: useVideo };
}

function isAnimatedWebp(head: Uint8Array): boolean {
  const ascii = (from: number, to: number): string => String.fromCharCode(...head.subarray(from, to));
  const ANIMATION = 0x02;
  return ascii(0, 4) === 'RIFF' && ascii(8, 16) === 'WEBPVP8X' && ((head[20] ?? 0) & ANIMATION) !== 0;
}
