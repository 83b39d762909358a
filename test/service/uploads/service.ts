import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CertificateFiles, certificateFiles } from '@cliploop/testing/certificate';
import { type Client, clientOf } from '@cliploop/testing/client';
import { ServerProcess } from '@cliploop/testing/service-process';
import { type TestDatabase, testDatabase } from '../../support/database.ts';
import { Tunnel } from './tunnel.ts';

/** The names that the official upload SDKs have built in. */
export const hosts = [
  'vod.tencentcloudapi.com',
  'vod2.qcloud.com',
  'vod2.dnsv1.com',
  '*.cos.ap-guangzhou.myqcloud.com',
  '*.cos.ap-guangzhou.tencentcos.cn',
];
const built =
  /^(vod\.tencentcloudapi\.com|vod2\.(qcloud|dnsv1)\.com|[^.]+\.cos\.ap-guangzhou\.(myqcloud\.com|tencentcos\.cn))$/;

/** The service with TLS, and a proxy that connects the official hosts to it. */
export class UploadService {
  api!: Client;
  tunnel!: Tunnel;
  certificate!: CertificateFiles;
  server!: ServerProcess;
  private database: TestDatabase | undefined;

  private constructor(readonly folder: string) {}

  /** @param other ports of further hosts */
  static async start(env: NodeJS.ProcessEnv = {}, other: (host: string) => number | undefined = () => undefined) {
    const service = new UploadService(await mkdtemp(join(tmpdir(), 'cliploop-uploads-')));
    service.certificate = await certificateFiles(service.folder, ...hosts, '127.0.0.1', 'app.example.test');
    const { cert, key } = service.certificate;
    const tls = { CLIPLOOP_TLS_CERT: cert, CLIPLOOP_TLS_KEY: key, CLIPLOOP_LOG_LEVEL: 'warn' };
    service.database = await testDatabase();
    const settings = { DATABASE_URL: service.database.url, ...tls, ...env };
    service.server = new ServerProcess(join(service.folder, 'data'), settings);
    await service.up();
    service.tunnel = await Tunnel.open((host) => (built.test(host) ? service.port : other(host)));
    return service;
  }

  get port(): number {
    return Number(new URL(this.server.origin).port);
  }

  async up(): Promise<void> {
    await this.server.up();
    // This process does not trust the certificate.
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    this.api = clientOf(`127.0.0.1:${this.port}`, { protocol: 'https://' });
  }

  async stop(): Promise<void> {
    delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    await this.tunnel?.close();
    await this.server?.end('SIGTERM');
    await this.database?.drop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
