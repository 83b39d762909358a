import { isSent, uploadList } from './upload-list.ts';

/** How long the other tabs of this browser may take to answer, ms. */
const ANSWER_MS = 250;

type Message = { readonly ask: string } | { readonly to: string; readonly urls: readonly string[] };

/** Without it, a tab would offer to continue what another one sends. */
const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('cliploop-uploads');

/** Answers the other tabs which uploads this page sends. */
channel?.addEventListener('message', ({ data }: MessageEvent<Message>) => {
  if ('ask' in data) channel.postMessage({ to: data.ask, urls: ownUrls() });
});

const ownUrls = (): string[] =>
  uploadList.items.flatMap((item) => (item.url !== undefined && isSent(item) ? [item.url] : []));

/** The uploads that are sent now, by this page or by another one of this browser. */
export async function sentNow(): Promise<ReadonlySet<string>> {
  const urls = new Set(ownUrls());
  if (channel === undefined) return urls;
  const ask = String(Math.random());
  const take = ({ data }: MessageEvent<Message>) => {
    if ('to' in data && data.to === ask) for (const url of data.urls) urls.add(url);
  };
  channel.addEventListener('message', take);
  channel.postMessage({ ask });
  await new Promise((resolve) => setTimeout(resolve, ANSWER_MS));
  channel.removeEventListener('message', take);
  return urls;
}
