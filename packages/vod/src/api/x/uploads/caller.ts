import { randomUUID } from 'node:crypto';
import type { VerifyingKey } from '../../../domain/key/key-pairs.js';
import { describedBy } from '../../../domain/upload/resumable/metadata.js';
import { noSuchResumable, type Resumable } from '../../../domain/upload/resumable/row.js';
import type { Writer } from '../../../domain/upload/resumable/writer.js';
import { applicationOwner, setOwner } from '../../../store/owner.js';
import type { UploadMetadata } from '../../../store/tables/upload.js';
import { ApiError, apiError } from '../../../wire/error/api-error.js';
import { parseAuthorization } from '../../../wire/signature/authorization.js';
import type { ReceivedRequest } from '../../../wire/signature/cookie.js';
import { requireRight, within } from '../../access.js';
import { objectOf } from '../../audited.js';
import { checkFree } from '../../outage.js';
import type { Service } from '../../service.js';
import { authenticate, type Identity } from '../authenticate.js';

/** What a request does with an upload, as the audit log and the metrics name it. */
export const uploadCalls = {
  POST: 'CreateUpload',
  HEAD: 'DescribeUploadOffset',
  PATCH: 'AppendUpload',
  DELETE: 'DeleteUpload',
} as const;

export type UploadMethod = keyof typeof uploadCalls;

/** The head of a request for an upload. Its body has not been read. */
export interface UploadHead extends Omit<ReceivedRequest, 'body' | 'method'> {
  readonly method: UploadMethod;
  /** Address of the client. */
  readonly address: string;
}

/** Who sends a request for an upload, and what it may reach. */
export class UploadCaller {
  readonly requestId = randomUUID();
  /** SecretId of an existing key pair, which need not have signed the request. */
  private claimed = '';
  private identity: Identity | undefined;
  private application: number | null = null;
  private object = '';

  constructor(
    private readonly service: Service,
    private readonly head: UploadHead,
    private readonly now = new Date(),
  ) {}

  get call(): string {
    return uploadCalls[this.head.method];
  }

  /** Empty until the signature or the session was verified. */
  get secretId(): string {
    return this.identity?.secretId ?? '';
  }

  /** The application of the upload, once it is known. */
  get subAppId(): number | undefined {
    return this.application ?? undefined;
  }

  /**
   * Verifies who sends the request, and that it may be sent.
   * @throws ApiError
   */
  async admit(): Promise<void> {
    const { method, headers } = this.head;
    checkSigned(this.head);
    const identity = await this.identify();
    this.identity = identity;
    const { secretId, key, use } = identity;
    const [only, ...others] = key.applications ?? [];
    setOwner(only !== undefined && others.length === 0 ? applicationOwner(only) : `key ${secretId}`);
    this.service.lastUse.used(secretId, this.now);
    if (method === 'POST' || method === 'PATCH') checkFree(this.service.health);
    // The offset, which is signed, makes a repeated PATCH harmless: the bytes of an offset arrive once.
    if (use === undefined || method === 'HEAD' || method === 'PATCH') return;
    const content = JSON.stringify([headers['upload-length'], headers['upload-metadata']]);
    await this.service.usedSignatures.use({ ...use, content }, this.call, method === 'POST' ? 'few' : 'never');
  }

  /** Finds an upload that the caller may use. @throws ApiError ResourceNotFound */
  async find(id: string): Promise<Resumable> {
    const found = /^[0-9a-f]{32}$/.test(id) ? await this.service.resumable.find(id) : undefined;
    if (!found) throw noSuchResumable(id);
    await this.reach(found.subAppId).catch((error: unknown) => {
      throw error instanceof ApiError ? noSuchResumable(id) : error;
    });
    this.object ||= objectOf({ FileId: found.fileId ?? '', MediaName: found.metadata.filename ?? '' });
    return found;
  }

  /** Begins an upload. @param size bytes @throws ApiError */
  async create(size: number, metadata: UploadMetadata, writerOf: (id: string) => Writer): Promise<Resumable> {
    const { request, subAppId } = describedBy(metadata);
    this.object = objectOf({ MediaName: request.name });
    const application = await this.reach(subAppId);
    return this.service.resumable.create(
      { subAppId: application, keyId: this.secretId, size, request, metadata },
      writerOf,
    );
  }

  /** Checks that the caller may still send bytes. @throws ApiError */
  async recheck(): Promise<void> {
    this.identity = await this.identify();
    if (this.application !== null) await this.reach(this.application);
  }

  /** Writes the request to the audit log, as far as it belongs there. @param code of the error */
  audit(code?: string): void {
    const { method, address } = this.head;
    const changes = method === 'POST' || method === 'DELETE';
    const entry = {
      ...{ time: this.now, secretId: this.claimed, action: this.call, subAppId: this.application },
      ...{ object: this.object, address, requestId: this.requestId },
    };
    if (code === undefined) {
      if (changes) this.service.audit.change(entry);
    } else if (changes || code.startsWith('AuthFailure') || code === 'UnauthorizedOperation') {
      this.service.audit.refuse({ ...entry, code, signed: this.identity !== undefined });
    }
  }

  private async reach(subAppId: number | undefined): Promise<number> {
    if (!this.identity) throw new Error('the caller is not known');
    const visible = within(this.service, this.identity.key, (id) => {
      this.application = id;
    });
    return visible.applications.resolve(subAppId);
  }

  private async identify(): Promise<Identity> {
    const findKey = async (id: string): Promise<VerifyingKey | undefined> => {
      const key = await this.service.keyPairs.find(id);
      if (key) this.claimed = id;
      return key;
    };
    const identity = await authenticate(this.service, { ...this.head, body: Buffer.alloc(0) }, findKey, this.now);
    requireRight(identity.key, 'upload', `${this.head.method} of an upload`);
    return identity;
  }
}

/**
 * Checks that a signature covers what the request means: all headers of the upload, but not the body, which is too large to be read first.
 * @throws ApiError
 */
function checkSigned({ headers }: UploadHead): void {
  if (headers.authorization === undefined) return;
  const signed = parseAuthorization(headers.authorization).signedHeaders.toLowerCase().split(';');
  const missing = Object.keys(headers).filter((name) => name.startsWith('upload-') && !signed.includes(name));
  if (missing.length > 0) {
    const message = `SignedHeaders must contain all headers that begin with Upload-; ${missing.join(', ')} is missing`;
    throw apiError('AuthFailure.InvalidAuthorization', message);
  }
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = headers;
  if (length === '0' && encoding === undefined) return;
  if (headers['x-tc-content-sha256'] === 'UNSIGNED-PAYLOAD') return;
  const message =
    'The body of an upload is not signed; send X-TC-Content-SHA256: UNSIGNED-PAYLOAD, and sign this text in its place';
  throw apiError('AuthFailure.InvalidAuthorization', message);
}
