import { wireTime } from '../../../wire/time.js';
import { API_VERSION } from '../../actions.js';
import { integer, list, nullable, oneOf, record, text, time } from '../../description/schema.js';
import { type AnyRoute, route } from '../route.js';

const worker = record({
  Slots: integer('Number of animations that the worker makes at the same time.'),
  StartTime: time('When the worker was started.'),
  Version: text('Version of the worker. Empty: not known.'),
  Sandbox: nullable(
    list(
      record({
        Layer: text('Name of the layer.'),
        Active: { type: 'boolean', description: 'Whether it protects media processes.' },
      }),
      'Layers.',
    ),
    'Layers of the sandbox of media processes. Null: not known.',
  ),
});

const queue = record({
  Queue: oneOf('`animate`: animations. `pull`: downloads.', 'animate', 'pull'),
  Waiting: integer('Number of jobs that wait for a worker.'),
  Running: integer('Number of jobs that a worker has.'),
});

const describe = route({
  name: 'DescribeService',
  method: 'GET',
  path: '/x/v1/about',
  summary: 'Returns the version of the service, its running workers and the jobs in its queues.',
  right: 'read',
  answer: {
    result: record({
      Version: text('Version of the service.'),
      ApiVersion: text('Version of the API of the actions.'),
      NodeVersion: text('Version of Node.js of the process that answers.'),
      DatabaseVersion: text('Version of PostgreSQL.'),
      Workers: list(worker, 'The running workers, the oldest first.'),
      Queues: list(queue, 'The queues, with the jobs of the applications that the key pair may use.'),
    }),
    example: {
      Version: '0.1.0',
      ApiVersion: API_VERSION,
      NodeVersion: '24.11.0',
      DatabaseVersion: '18.1',
      Workers: [
        {
          ...{ Slots: 4, StartTime: '2026-01-05T08:00:00Z', Version: '0.1.0' },
          Sandbox: [{ Layer: 'seccomp', Active: true }],
        },
      ],
      Queues: [
        { Queue: 'animate', Waiting: 12, Running: 4 },
        { Queue: 'pull', Waiting: 0, Running: 0 },
      ],
    },
  },
  async run({ about }, _, { access }) {
    const [workers, queues, database] = await Promise.all([
      about.workers(),
      about.queues(access.applications),
      about.database(),
    ]);
    return {
      Version: about.version,
      ApiVersion: API_VERSION,
      NodeVersion: process.versions.node,
      DatabaseVersion: database,
      Workers: workers.map(({ slots, startTime, version, sandbox }) => ({
        ...{ Slots: slots, StartTime: wireTime(startTime), Version: version },
        Sandbox: sandbox?.map(({ name, active }) => ({ Layer: name, Active: active })) ?? null,
      })),
      Queues: queues.map(({ name, waiting, running }) => ({ Queue: name, Waiting: waiting, Running: running })),
    };
  },
});

export const aboutRoutes: readonly AnyRoute[] = [describe];
