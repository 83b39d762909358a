import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type TestDatabase, testDatabase } from '../../../testing/database.js';
import { Cos } from '../cos.js';
import { Objects } from '../objects.js';
import type { CosAnswer } from '../request.js';
import { grant, request, type Sending, secretId } from './client.js';

/** COS with a new database and folder, for the credentials of these tests. */
export class TestCos {
  readonly root: string;
  readonly objects: Objects;
  readonly cos: Cos;

  private constructor(readonly database: TestDatabase) {
    this.root = join(database.folder, 'media', '.uploads');
    this.objects = new Objects(database.db, this.root);
    this.cos = this.another();
  }

  static async open(): Promise<TestCos> {
    const database = await testDatabase();
    return new TestCos(database);
  }

  /** The same store as another process opens it. */
  another(): Cos {
    const { db } = this.database;
    const grants = { find: async (id: string) => (id === secretId ? grant : undefined) };
    const objects = new Objects(db, this.root);
    return new Cos({ db, grants, objects, bucket: 'cliploop-1500000000', maxSize: 1_000_000 });
  }

  async send(
    method: string,
    url: string,
    body?: Sending['body'],
    headers?: Record<string, string>,
  ): Promise<CosAnswer> {
    return this.cos.answer(request({ method, url, ...(body !== undefined && { body }), ...(headers && { headers }) }));
  }

  /** `CODE: message` of a refusal. */
  async refusal(
    method: string,
    url: string,
    body?: Sending['body'],
    headers?: Record<string, string>,
  ): Promise<string> {
    const answer = await this.send(method, url, body, headers);
    return refusalOf(answer);
  }

  /** @returns the id of a new upload */
  async begin(path: string = media): Promise<string> {
    return textOf(await this.send('POST', `${path}?uploads`), 'UploadId');
  }

  /** Of the session. */
  files(): Promise<string[]> {
    return this.objects.folder.files(grant.sessionKey);
  }

  async close(): Promise<void> {
    await this.database.close();
  }
}

/** URL path of the object that the credentials may write. */
export const media = '/1500000000/media/vid.mp4';

export function refusalOf({ body }: CosAnswer): string {
  const [, code, message] = /<Code>(.*)<\/Code><Message>(.*)<\/Message>/.exec(body) ?? [];
  return `${code}: ${message}`;
}

export function textOf({ body }: CosAnswer, name: string): string {
  return new RegExp(`<${name}>(.*?)</${name}>`).exec(body)?.[1] ?? '';
}

export function md5(data: string | Buffer): string {
  return createHash('md5').update(data).digest('hex');
}

/** The body of a completion. @param parts number and MD5 of each */
export function partList(...parts: readonly (readonly [number, string])[]): string {
  const listed = parts.map(
    ([number, hash]) => `<Part><PartNumber>${number}</PartNumber><ETag>&quot;${hash}&quot;</ETag></Part>`,
  );
  return `<CompleteMultipartUpload>${listed.join('')}</CompleteMultipartUpload>`;
}
