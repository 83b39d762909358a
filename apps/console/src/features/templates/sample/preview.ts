import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { readError, send } from '../../../api/send.ts';
import type { Schemas } from '../../../api/types.ts';
import type { Application } from '../../../shell/application.ts';

/** Settings of an animation: those of a template, or its ID. */
export type PreviewSettings =
  | { readonly Definition: number }
  | { readonly Settings: Readonly<Schemas['AnimationSettings']> };

interface Segment {
  /** Seconds. */
  readonly StartTimeOffset: number;
  readonly EndTimeOffset: number;
}

export interface Preview {
  readonly file: Blob;
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  /** What differs from the animation that a task makes: `Duration`, `Size`. */
  readonly cut: readonly string[];
}

/** Previews of this page replace each other on the service. */
const SLOT = 'template';

/** A real animation with these settings. While the next one is made, the last one stays. */
export function previewQuery(application: Application, fileId: string, settings: PreviewSettings, segment: Segment) {
  return queryOptions({
    queryKey: ['preview', application, fileId, settings, segment],
    async queryFn({ signal }): Promise<Preview> {
      const url = new URL(`/x/v1/media/${encodeURIComponent(fileId)}/preview`, location.origin);
      const headers = { 'Content-Type': 'application/json' };
      const body = JSON.stringify({ ...application, ...settings, ...segment, Slot: SLOT });
      const response = await send(new Request(url, { method: 'POST', headers, body, signal }));
      if (!response.ok) throw await readError(response);
      const facts = JSON.parse(response.headers.get('x-cliploop-preview') ?? '{}') as Record<string, unknown>;
      const { Width: width = 0, Height: height = 0, Frames: frames = 0, Cut: cut = [] } = facts;
      return { file: await response.blob(), width, height, frames, cut } as Preview;
    },
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 30_000,
  });
}
