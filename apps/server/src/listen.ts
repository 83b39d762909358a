import type { FastifyInstance } from 'fastify';
import type { Config } from './config.js';

/** Opens the port. Throws Error, which says what to do. */
export async function listen(app: FastifyInstance, { host, port }: Pick<Config, 'host' | 'port'>): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    const { code = (error as Error).message } = error as NodeJS.ErrnoException;
    const advice = advices[code] ?? 'check --host and --port';
    throw new Error(`The service cannot listen on port ${port} of ${host} (${code}): ${advice}`, { cause: error });
  }
}

const advices: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program has it; end that one, or choose another port with --port (0 picks a free one)',
  EACCES: 'only root may have it; choose one above 1023 with --port',
  EADDRNOTAVAIL: 'this machine has no such address; name one that it has with --host',
  ENOTFOUND: 'no such address is known; name one of this machine with --host',
};
