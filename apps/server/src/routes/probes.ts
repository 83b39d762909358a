import type { FastifyInstance } from 'fastify';
import type { Readiness } from './readiness.js';

/** Adds /healthz and /readyz. */
export function probeRoutes(app: FastifyInstance, readiness: Readiness): void {
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const { ready, status } = await readiness.check();
    return reply.code(ready ? 200 : 503).send({ status });
  });
}
