import { cut } from '../../wire/params/message.js';
import { checkAddress } from './references.js';
import { refuseManifest } from './refusal.js';

/** What a name of segments may stand for. */
export interface SegmentValues {
  readonly RepresentationID?: string | undefined;
  readonly Bandwidth?: string | undefined;
  readonly Number?: bigint | undefined;
  readonly Time?: bigint | undefined;
}

/** Identifiers, and texts between them. */
const MOST = 33;

type Identifier = keyof SegmentValues;
type Part = string | { readonly identifier: Identifier; readonly width: number };

/** `$RepresentationID$/$Number%05d$.m4s`, taken apart once for all segments. */
export class SegmentName {
  private readonly parts: readonly Part[];

  /** Throws ApiError for identifiers that there are not. */
  constructor(readonly text: string) {
    checkAddress(text);
    const pieces = text.split('$');
    if (pieces.length > MOST) throw bad(text, `it must have at most ${MOST} parts`);
    if (pieces.length % 2 === 0) throw bad(text, 'each $ must have a second one');
    this.parts = pieces.map((piece, index) => (index % 2 === 0 ? piece : partOf(piece, text)));
  }

  /** Whether segments have names of their own. */
  get varies(): boolean {
    return this.parts.some(
      (part) => typeof part !== 'string' && (part.identifier === 'Number' || part.identifier === 'Time'),
    );
  }

  fill(values: SegmentValues): string {
    return this.parts.map((part) => (typeof part === 'string' ? part : this.valueOf(part, values))).join('');
  }

  private valueOf({ identifier, width }: Exclude<Part, string>, values: SegmentValues): string {
    const value = values[identifier];
    if (value !== undefined) return String(value).padStart(width, '0');
    throw refuseManifest(`has the segment template "${cut(this.text)}", where $${identifier}$ has no value`);
  }
}

function partOf(piece: string, text: string): Part {
  if (piece === '') return '$';
  const [, identifier, width] = /^(RepresentationID|Bandwidth|Number|Time)(?:%0(\d{1,2})d)?$/.exec(piece) ?? [];
  if (identifier !== undefined) return { identifier: identifier as Identifier, width: Number(width ?? 0) };
  throw bad(text, '$ must enclose RepresentationID, Bandwidth, Number or Time, with %0Nd at most');
}

function bad(text: string, rule: string): Error {
  return refuseManifest(`has the segment template "${cut(text)}"; ${rule}`);
}
