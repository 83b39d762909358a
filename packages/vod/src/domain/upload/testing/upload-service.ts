import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { probe } from '@cliploop/core';
import { parseFetchAllow } from '@cliploop/fetch';
import { makeClip } from '@cliploop/testing/clip';
import { FolderObjects } from '@cliploop/testing/folder-objects';
import { sql } from 'kysely';
import { actions } from '../../../api/actions.js';
import type { Service } from '../../../api/service.js';
import { type OpenOptions, open, type Parts, type Vod } from '../../../open.js';
import { type OpenedDatabase, openDatabase } from '../../../store/database/database.js';
import { silentLog } from '../../../store/log.js';
import { Vault } from '../../../store/secret/vault.js';
import { LocalStorage } from '../../../store/storage/local-storage.js';
import { type TestDatabase, testDatabase } from '../../../testing/database.js';
import { ApiError } from '../../../wire/error/api-error.js';
import type { EventOptions } from '../../event/events.js';

export const appId = 1_500_000_001;
export const flow = 'preview';
/** The key pair of the tests. */
export const pair = { secretId: 'AKIDtest', secretKey: 'test-secret' };
export const never = (): Promise<never> => new Promise(() => {});

/** Responses of the upload actions. */
export interface Applied {
  readonly StorageBucket: string;
  readonly StorageRegion: string;
  readonly VodSessionKey: string;
  readonly MediaStoragePath: string;
  readonly CoverStoragePath: string;
  readonly TempCertificate: { SecretId: string; SecretKey: string; Token: string; ExpiredTime: number };
}
export interface Committed {
  readonly FileId: string;
  readonly MediaUrl: string;
  readonly CoverUrl: string;
}

/** A service on its own database. Tests open more processes of it; no process runs tasks. */
export class UploadService {
  private readonly opened: Vod[] = [];

  private constructor(
    readonly database: TestDatabase,
    readonly clip: string,
    private readonly vault: Vault,
  ) {}

  /** @param events options of the first process */
  static async start(events: EventOptions = {}): Promise<UploadService> {
    const database = await testDatabase();
    const clip = join(database.folder, 'clip.mp4');
    await makeClip(clip);
    const uploads = new UploadService(database, clip, new Vault(randomBytes(32)));
    const { procedures, events: own, keyPairs } = await uploads.process({ events });
    await keyPairs.put(pair, 'test');
    const animations = { AnimatedGraphicTaskSet: [{ Definition: 20000 }] };
    await procedures.create(appId, flow, { comment: '', parts: { MediaProcessTask: animations } });
    await own.configs.modify(appId, { mode: 'PULL', uploadSwitch: true });
    return uploads;
  }

  /** The first process. */
  get service(): Service {
    const [first] = this.opened;
    if (!first) throw new Error('not started');
    return first.service;
  }

  /** Opens another process of the service. @param change parts that replace those of the service */
  async process(change: Parts = {}, database: OpenedDatabase = this.database): Promise<Service> {
    return (await this.open(change, database)).service;
  }

  /** The same with the object store. */
  async open(
    change: Parts = {},
    database: OpenedDatabase = this.database,
    { uploadLimits, maxSource = 2 ** 30 }: Pick<Partial<OpenOptions>, 'uploadLimits' | 'maxSource'> = {},
  ): Promise<Vod> {
    const vod = await open({
      database,
      folder: this.database.folder,
      appId,
      publicUrl: 'http://files',
      fetchAllow: parseFetchAllow(''),
      maxSource,
      taskMemory: 2 ** 30,
      uploadLimits,
      log: silentLog,
      parts: { vault: this.vault, probe: (file) => probe(file), objects: this.objects, ...change },
    });
    this.opened.push(vod);
    return vod;
  }

  /** Opens another process with its own connections, which can be cut while a transaction is open. */
  async mortal(change: Parts): Promise<Service> {
    return this.process(change, await openDatabase({ connectionString: this.database.url }, () => {}));
  }

  get objects(): FolderObjects {
    return objectsIn(this.database);
  }

  get storage(): LocalStorage {
    return storageIn(this.database);
  }

  /** Calls an action of API 3.0. */
  async call<T = Record<string, unknown>>(name: string, params: object, on = this.service): Promise<T> {
    const found = actions.find((action) => action.name === name);
    const source = { wire: 'json', body: Buffer.from(JSON.stringify(params)) } as const;
    return (await found?.call(on, source, { secretId: pair.secretId, requestId: '' })) as T;
  }

  apply(params: object = {}): Promise<Applied> {
    return this.call<Applied>('ApplyUpload', { MediaType: 'mp4', MediaName: 'clip', ...params });
  }

  commit(VodSessionKey: string, on = this.service): Promise<Committed> {
    return this.call<Committed>('CommitUpload', { VodSessionKey }, on);
  }

  /** Begins an upload and puts the clip. */
  async uploaded(params: object = {}): Promise<Applied> {
    const applied = await this.apply(params);
    await this.put(applied);
    return applied;
  }

  async put({ VodSessionKey, MediaStoragePath }: Applied, from: string | Buffer = this.clip): Promise<void> {
    await this.objects.put(VodSessionKey, MediaStoragePath.slice(1), from);
  }

  /** NewFileUpload events, the oldest first. */
  async events(): Promise<{ FileId: string; ProcedureTaskId: string }[]> {
    const rows = await this.database.db.selectFrom('event_queue').select('content').orderBy('id').execute();
    return rows.flatMap(({ content }) => (content as { FileUploadEvent?: never }).FileUploadEvent ?? []);
  }

  /** Ends the connections of "killed" processes, with their open transactions. */
  async cutConnections(): Promise<void> {
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and state = 'idle in transaction'`.execute(this.database.db);
  }

  async files(folder: string): Promise<string[]> {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  }

  async clear(): Promise<void> {
    const { db } = this.database;
    for (const table of ['media', 'superseded', 'upload', 'upload_mark', 'event_queue', 'task'] as const) {
      await db.deleteFrom(table).execute();
    }
    // The service may still write a file for a request of the last test.
    await rm(this.storage.root, { recursive: true, force: true, maxRetries: 5 });
  }

  async close(): Promise<void> {
    await Promise.all(this.opened.map((vod) => vod.close()));
    await this.database.close();
  }
}

/** `CODE: message` of a refusal, or `accepted`. */
export async function ending(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'accepted';
  } catch (error) {
    if (error instanceof ApiError) return `${error.code}: ${error.message}`;
    throw error;
  }
}

const objectsIn = ({ folder }: TestDatabase): FolderObjects => new FolderObjects(join(folder, 'media/.uploads'));
const storageIn = ({ folder }: TestDatabase): LocalStorage => new LocalStorage(join(folder, 'media'));
