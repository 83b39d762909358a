import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { APIRequestContext } from 'playwright-core';

const AT_ONCE = 4;
const headers = { 'X-Cliploop-Csrf': '1' };

/** The service, with a session. */
export class Library {
  constructor(
    readonly origin: string,
    private readonly context: APIRequestContext,
  ) {}

  async signIn(SecretId: string, SecretKey: string): Promise<void> {
    const answer = await this.context.post(`${this.origin}/x/v1/session`, { headers, data: { SecretId, SecretKey } });
    if (!answer.ok()) throw new Error(`The sign-in was refused: ${await answer.text()}`);
  }

  /** Uploads files with tus until the library has a number of media. The last ones are the newest. */
  async fill(files: readonly string[], report: (done: number) => void): Promise<void> {
    const contents = new Map<string, Buffer>();
    for (const file of new Set(files)) contents.set(file, await readFile(file));
    let next = 0;
    const run = async (): Promise<void> => {
      while (next < files.length) {
        const index = next++;
        const file = files[index] ?? '';
        await this.upload(`${basename(file)}-${index}.mp4`, contents.get(file) ?? Buffer.of());
        if (index % 100 === 0) report(index);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, run));
    while ((await this.count()) < files.length) await new Promise((resolve) => setTimeout(resolve, 500));
  }

  private async count(): Promise<number> {
    const action = { 'X-TC-Action': 'SearchMedia', 'X-TC-Version': '2018-07-17' };
    const answer = await this.context.post(this.origin, { headers: { ...headers, ...action }, data: { Limit: 1 } });
    return (await answer.json()).Response.TotalCount;
  }

  private async upload(name: string, data: Buffer): Promise<void> {
    const metadata = `filename ${Buffer.from(name).toString('base64')},filetype ${Buffer.from('video/mp4').toString('base64')}`;
    const answer = await this.context.post(`${this.origin}/x/v1/uploads`, {
      data,
      headers: {
        ...headers,
        'Tus-Resumable': '1.0.0',
        'Upload-Length': String(data.length),
        'Upload-Metadata': metadata,
        'Content-Type': 'application/offset+octet-stream',
      },
    });
    if (answer.status() !== 201) throw new Error(`The upload of ${name} was refused: ${await answer.text()}`);
  }
}
