import { cut } from '../../wire/params/message.js';
import { manifestError } from './manifest-error.js';
import { checkUri } from './references.js';

/** Values of the identifiers in a URL template. */
export interface TemplateValues {
  readonly RepresentationID?: string | undefined;
  readonly Bandwidth?: string | undefined;
  readonly Number?: bigint | undefined;
  readonly Time?: bigint | undefined;
}

/** Most $ signs in one template. */
const MAX_DOLLARS = 32;

type Identifier = keyof TemplateValues;
type Part = string | { readonly identifier: Identifier; readonly width: number };

/** A URL template of a SegmentTemplate, such as `$RepresentationID$/$Number%05d$.m4s`, parsed once for all segments. */
export class UrlTemplate {
  private readonly parts: readonly Part[];

  /** @throws ManifestError for unknown identifiers */
  constructor(readonly text: string) {
    checkUri(text);
    const pieces = text.split('$');
    if (pieces.length - 1 > MAX_DOLLARS) throw invalid(text, `it must have at most ${MAX_DOLLARS} $ signs`);
    if (pieces.length % 2 === 0) throw invalid(text, 'its number of $ signs must be even');
    this.parts = pieces.map((piece, index) => (index % 2 === 0 ? piece : parsePart(piece, text)));
  }

  /** Whether each segment has its own URL. */
  get isPerSegment(): boolean {
    return this.parts.some(
      (part) => typeof part !== 'string' && (part.identifier === 'Number' || part.identifier === 'Time'),
    );
  }

  /** @throws ManifestError for an identifier without a value */
  fill(values: TemplateValues): string {
    return this.parts.map((part) => (typeof part === 'string' ? part : this.valueOf(part, values))).join('');
  }

  private valueOf({ identifier, width }: Exclude<Part, string>, values: TemplateValues): string {
    const value = values[identifier];
    if (value !== undefined) return String(value).padStart(width, '0');
    throw manifestError(`has the segment template "${cut(this.text)}", but no value for $${identifier}$`);
  }
}

function parsePart(piece: string, text: string): Part {
  if (piece === '') return '$';
  const [, identifier, width] = /^(RepresentationID|Bandwidth|Number|Time)(?:%0(\d{1,2})d)?$/.exec(piece) ?? [];
  if (identifier !== undefined) return { identifier: identifier as Identifier, width: Number(width ?? 0) };
  throw invalid(
    text,
    'its identifiers must be $RepresentationID$, $Bandwidth$, $Number$ or $Time$, optionally with a width such as $Number%05d$',
  );
}

function invalid(text: string, rule: string): Error {
  return manifestError(`has the segment template "${cut(text)}"; ${rule}`);
}
