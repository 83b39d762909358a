// The built service as a process that can be killed. It accepts uploads with the credentials in its environment.

import { readConfig, start } from 'cliploop-server/in-process';
import { pino } from 'pino';

const parsed = JSON.parse(process.env.GRANT);
const grant = { ...parsed, expireTime: new Date(parsed.expireTime) };
const grants = { find: async (secretId) => (secretId === process.env.GRANT_ID ? grant : undefined) };
const { origin } = await start(readConfig([], process.env), pino({ level: 'silent' }), { grants });
process.stdout.write(`cliploop-server listening on ${origin}\n`);
