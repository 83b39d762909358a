import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { signUpload } from '@cliploop/vod';
import { ClientError, type Player } from './player.ts';

/*
 * The package vod-wx-sdk-v2 1.1.2. All its requests are sent to vod2.qcloud.com. Requests for the bucket are signed for the host of the bucket,
 * which is in Vod-Forward-Cos.
 */

export const wechat: Player = {
  client: 'vod-wx-sdk-v2',
  async upload({ port, keys }, { name, bytes, cover, procedure = '' }) {
    const folder = await mkdtemp(join(tmpdir(), 'cliploop-wechat-'));
    try {
      const videoPath = join(folder, `${'v'.repeat(32)}.mp4`);
      await writeFile(videoPath, bytes);
      const coverPath = cover && join(folder, `${'c'.repeat(32)}.png`);
      if (cover && coverPath) await writeFile(coverPath, cover);
      const now = Math.floor(Date.now() / 1000);
      const random = Math.floor(Math.random() * 2 ** 32);
      const params = { secretId: keys.secretId, currentTimeStamp: now, expireTime: now + 600, random, procedure };
      const signature = signUpload(params, keys.secretKey);
      const script = join(import.meta.dirname, 'wechat-child.cjs');
      const task = JSON.stringify({ port, signature, videoPath, coverPath, name });
      const { stdout } = await promisify(execFile)(process.execPath, [script, task]);
      const { fileId, error } = JSON.parse(stdout) as { fileId?: string; error?: string };
      if (fileId !== undefined) return fileId;
      throw new ClientError(error);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
