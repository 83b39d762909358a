import { wireTime } from '../../../wire/time.js';
import { integer, list, nullable, record, text, time } from '../../description/schema.js';
import { type AnyRoute, route } from '../route.js';

const stored = (what: string, bytes = 'Bytes that they use.') => ({
  description: `Number and bytes of ${what}.`,
  ...record({ Count: integer(`Number of ${what}.`), Bytes: integer(bytes) }),
});

const application = record({
  SubAppId: integer('ID of the application.'),
  Name: text('Name of the application.'),
  Media: stored('media', 'Bytes of their originals.'),
  Animations: stored('animations'),
  Uploads: stored('uploads that are not committed'),
  Tasks: {
    description: 'Number of tasks by status.',
    ...record({
      Waiting: integer('Number of tasks that wait.'),
      Processing: integer('Number of tasks that run.'),
      Finished: integer('Number of tasks that have ended and are kept.'),
      Aborted: integer('Number of tasks that were aborted and are kept.'),
    }),
  },
});

const disk = record({
  FreeBytes: integer('Free bytes on the disk of the data folder.'),
  ReserveBytes: integer('Bytes that are kept free: below, changes that need space are refused.'),
  Full: { type: 'boolean', description: 'Whether such changes are refused now.' },
});

const example = {
  ...{
    SubAppId: 1500000000,
    Name: 'main',
    Media: { Count: 12, Bytes: 734003200 },
    Animations: { Count: 30, Bytes: 94371840 },
  },
  ...{ Uploads: { Count: 0, Bytes: 0 }, Tasks: { Waiting: 1, Processing: 2, Finished: 40, Aborted: 0 } },
};

const describe = route({
  name: 'DescribeUsage',
  method: 'GET',
  path: '/x/v1/usage',
  summary: 'Returns what the applications of the key pair store, and their tasks. The numbers are at most 30 s old.',
  right: 'read',
  answer: {
    result: record({
      Applications: list(application, 'The main application first, then the others by ID.'),
      MeasuredTime: time('When it was measured.'),
      Disk: nullable(disk, 'The disk. Null: the key pair does not have the right `manage` for all applications.'),
    }),
    example: {
      Applications: [example],
      MeasuredTime: '2026-01-05T08:00:00Z',
      Disk: { FreeBytes: 53687091200, ReserveBytes: 2147483648, Full: false },
    },
  },
  async run({ usage, health }, _, { access }) {
    const measured = await usage.measure(access.applications);
    const { free, reserve, full } = health.space;
    const isManager = access.applications === null && access.rights.includes('manage');
    return {
      Applications: measured.applications.map(({ subAppId, name, media, animations, uploads, tasks }) => ({
        ...{ SubAppId: subAppId, Name: name },
        Media: { Count: media.count, Bytes: media.bytes },
        Animations: { Count: animations.count, Bytes: animations.bytes },
        Uploads: { Count: uploads.count, Bytes: uploads.bytes },
        Tasks: { Waiting: tasks.WAITING, Processing: tasks.PROCESSING, Finished: tasks.FINISH, Aborted: tasks.ABORTED },
      })),
      MeasuredTime: wireTime(measured.time),
      Disk: isManager ? { FreeBytes: free, ReserveBytes: reserve, Full: full } : null,
    };
  },
});

export const usageRoutes: readonly AnyRoute[] = [describe];
