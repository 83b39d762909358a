import {
  type Action,
  anyInteger,
  choice,
  elements,
  ends,
  exact,
  fraction,
  int,
  type Limit,
  length,
  moment,
  onlySubAppId,
  page,
  period,
  range,
  subAppId,
  value,
} from './limits.ts';
import { media } from './limits-of-media.ts';
import { uploads } from './limits-of-uploads.ts';

/* Limits of the contract for the parameters of each action. Values such as "$FileId" stand for objects of the test. */

const type = choice('Type', ['Preset', 'Custom'], `${value}.Type`, ['preset', 'All']);

const templateFields = (side: number): Limit[] => [
  range('Fps', [1, 60], `${value}.Fps`),
  range('Width', [side, 4096], `${value}.Resolution`, 0),
  range('Height', [side, 4096], `${value}.Resolution`, 0),
  choice('ResolutionAdaptive', ['open', 'close'], value, ['Open', 'no']),
  choice('Format', ['gif', 'webp', 'avif'], `${value}.Format`, ['GIF', 'apng']),
  fraction('Quality', [1, 100], `${value}.Quality`),
  ...length('Name', [0, 64], `${value}.Name`),
  ...length('Comment', [0, 256], `${value}.Comment`),
  subAppId,
];
const templateFieldsBase = { Fps: 5, Width: 320, Height: 320, Format: 'gif' };
const noTemplate = /^ResourceNotFound\.TemplateNotExist: .*not found \([\w.]+\)$/;

const templates = {
  CreateAnimatedGraphicsTemplate: { base: templateFieldsBase, limits: templateFields(128) },
  ModifyAnimatedGraphicsTemplate: {
    base: { Definition: '$Definition', ...templateFieldsBase },
    limits: [...templateFields(32), { ...range('Definition', [1, int], value), end: noTemplate }],
  },
  DeleteAnimatedGraphicsTemplate: {
    base: { Definition: int },
    limits: ends(noTemplate, [range('Definition', [1, int], value), subAppId]),
  },
  DescribeAnimatedGraphicsTemplates: {
    base: { Definitions: [1] },
    limits: [
      ...elements('Definitions', [0, 100], `${value}.Definitions`, 20_000),
      anyInteger('Definitions.0', `${value}.Definitions`, [-exact, 20_000, exact]),
      ...page(0, 100),
      ...[type, subAppId],
    ],
  },
};

const config = 'InvalidParameter';
const hidden = (
  name: string,
  rule: string,
  inside: readonly string[],
  outside: readonly string[],
  code = config,
): Limit => ({ ...{ name, at: name, code, rule, inside, outside, shown: '(not shown)' } });
// A loopback address, to which the service must not connect.
const url = (characters: number): string => 'http://127.0.0.1:9/'.padEnd(characters, 'a');

/** This template does not exist, so that tasks fail immediately. */
const MediaProcessTask = { AnimatedGraphicTaskSet: [{ Definition: 1 }] };
const animations = [
  ...elements('MediaProcessTask.AnimatedGraphicTaskSet', [0, 100], value, { Definition: 1 }),
  range('MediaProcessTask.AnimatedGraphicTaskSet.0.Definition', [1, int], value),
];
const flowName = length('Name', [1, 20], 'InvalidParameter');
const flow = [...length('Comment', [0, 256], 'InvalidParameter'), ...animations, subAppId];
const noFlow = /^InvalidParameter(\.ProcedureNameNotExist)?: .*not found \([\w.]+\)$/;

const procedures = {
  CreateProcedureTemplate: { base: { Name: 'limits', MediaProcessTask }, limits: [...flowName, ...flow] },
  ResetProcedureTemplate: { base: { Name: '$flow', MediaProcessTask }, limits: [...ends(noFlow, flowName), ...flow] },
  DeleteProcedureTemplate: { base: { Name: 'nobody' }, limits: ends(noFlow, [...flowName, subAppId]) },
  DescribeProcedureTemplates: {
    base: { SortBy: [{ Field: 'CreateTime', Order: 'Asc' }] },
    limits: [
      ...elements('Names', [0, 100], `${value}.Names`, 'x'),
      ...page(0, 100),
      ...elements('SortBy', [0, 1], value, { Field: 'CreateTime', Order: 'Asc' }),
      choice('SortBy.0.Field', ['CreateTime'], value, ['Name']),
      choice('SortBy.0.Order', ['Asc', 'Desc', 'asc', 'desc'], value, ['Up']),
      ...[type, subAppId],
    ],
  },
};

const common = [
  range('TasksPriority', [-10, 10], value),
  ...length('SessionContext', [0, 1000], `${value}.SessionContextTooLong`),
  // The same values are also sent as text.
  ...ends(/^accepted$|was already used/, length('SessionId', [0, 50], `${value}.SessionIdTooLong`)),
  subAppId,
];
const start = [...common, choice('TasksNotifyMode', ['', 'Finish', 'Change', 'None'], value, ['finish', 'Often'])];
const taskId = ends(/not found \([\w.]+\)$/, length('TaskId', [1, 128], `${value}.TaskId`));

const tasks = {
  ProcessMedia: {
    base: { FileId: '$FileId', MediaProcessTask },
    limits: [
      ...start,
      ...ends(/not found \([\w.]+\)$|^MissingParameter/, length('FileId', [0, 64], `${value}.FileId`)),
      ...animations,
    ],
  },
  ProcessMediaByProcedure: {
    base: { FileId: '$FileId', ProcedureName: '$flow' },
    limits: [
      ...start,
      ...ends(/not found \([\w.]+\)$/, length('FileId', [1, 64], `${value}.FileId`)),
      ...ends(/not found \([\w.]+\)$/, length('ProcedureName', [1, 64], `${value}.ProcedureName`)),
    ],
  },
  PullUpload: {
    // A loopback address, which is not allowed for sources.
    base: { MediaUrl: url(30), ClassId: '$ClassId' },
    limits: [
      ...common,
      hidden('MediaUrl', 'text of 1 to 8192 characters', [url(8192)], [url(8193), ''], `${value}.MediaUrl`),
      hidden('CoverUrl', 'text of at most 8192 characters', [url(8192), ''], [url(8193)], `${value}.CoverUrl`),
      {
        ...{
          name: 'MediaType',
          at: 'MediaType',
          code: 'FailedOperation.MediaType',
          inside: ['MP4', 'a'.repeat(10), ''],
        },
        ...{ rule: 'text of at most 10 letters and digits', outside: ['a'.repeat(11), '.mp4', '字'] },
      },
      ...length('MediaName', [0, 64], value),
      ...ends(/^accepted$|not found \([\w.]+\)$/, length('Procedure', [0, 64], value)),
      moment('ExpireTime', `${value}.ExpireTime`),
      choice('StorageRegion', ['', 'ap-guangzhou'], `${value}.StorageRegion`, ['ap-nowhere']),
      { ...range('ClassId', [0, exact], value), end: /^accepted$|not found \([\w.]+\)$/ },
      ...length('SourceContext', [0, 250], value),
      choice('MediaStoragePath', [''], `${value}.MediaStoragePath`, ['/a.mp4']),
    ],
  },
  DescribeTaskDetail: { base: { TaskId: '$TaskId' }, limits: [...taskId, subAppId] },
  DescribeTasks: {
    base: { Sort: { Field: 'CreateTime' } },
    limits: [
      choice('Status', ['WAITING', 'PROCESSING', 'FINISH', 'ABORTED'], `${value}.Status`, ['finish', 'SUCCESS']),
      ...length('FileId', [1, 64], value),
      ...[...period('CreateTime'), ...period('FinishTime')],
      choice('Sort.Field', ['CreateTime', 'FinishTime'], value, ['FileId']),
      choice('Sort.Order', ['Asc', 'Desc'], value, ['asc', 'Up']),
      range('Limit', [1, 100], value),
      ...ends(/^accepted$|ScrollToken is invalid/, length('ScrollToken', [0, 256], value)),
      subAppId,
    ],
  },
  ManageTask: {
    base: { TaskId: '$TaskId', OperationType: 'Abort' },
    limits: [
      ...taskId,
      ...ends(/has already ended/, [
        choice('OperationType', ['Abort'], `${value}.InvalidOperationType`, ['abort', 'Pause']),
        subAppId,
      ]),
    ],
  },
};

const onOff = (name: string): Limit => choice(name, ['ON', 'OFF'], config, ['on', 'yes']);

const events = {
  ModifyEventConfig: {
    base: {},
    limits: [
      choice('Mode', ['PUSH', 'PULL'], config, ['push']),
      ...['Upload', 'Delete'].map((what) => onOff(`${what}MediaCompleteEventSwitch`)),
      onOff('PersistenceCompleteEventSwitch'),
      hidden(
        'NotificationUrl',
        'an http:// or https:// URL of at most 2048 characters',
        [url(2048), 'https://127.0.0.1:9/', ''],
        [url(2049), 'ftp://127.0.0.1/', 'example.com'],
      ),
      hidden(
        'SignKey',
        'text of letters and digits of at most 32 characters',
        ['aZ09'.repeat(8), ''],
        ['a'.repeat(33), 'a-b', '字'],
      ),
      subAppId,
    ],
  },
  DescribeEventConfig: onlySubAppId,
  DescribeEventsState: onlySubAppId,
  PullEvents: onlySubAppId,
  ConfirmEvents: {
    base: { EventHandles: ['x'] },
    limits: ends(/a handle must be of the latest delivery/, [
      ...elements('EventHandles', [1, 16], value, 'x'),
      subAppId,
    ]),
  },
};

const className = length('ClassName', [1, 64], `${value}.ClassName`);
const classId = (end: RegExp): Limit => ({ ...range('ClassId', [0, int], `${value}.ClassId`), end });

const others = {
  CreateSubAppId: {
    base: { Name: 'a' },
    limits: [
      ...length('Name', [1, 40], `${value}.Name`),
      ...length('Description', [0, 300], `${value}.Description`),
      choice('Mode', ['', 'fileid'], value, ['fileid+path']),
    ],
  },
  DescribeSubAppIds: { base: {}, limits: page(0, 200, value) },
  CreateClass: {
    base: { ParentId: -1, ClassName: 'limits' },
    limits: [
      { ...range('ParentId', [1, int], `${value}.ParentId`, -1), end: /^accepted$|not found \([\w.]+\)$/ },
      ...[...className, subAppId],
    ],
  },
  ModifyClass: {
    base: { ClassId: '$ClassId', ClassName: 'limits' },
    limits: [classId(/cannot be renamed \(ClassId\)$|not found \([\w.]+\)$/), ...className, subAppId],
  },
  DeleteClass: {
    base: { ClassId: int },
    limits: [
      classId(/cannot be deleted \(ClassId\)$|not found \([\w.]+\)$/),
      { ...subAppId, end: /not found \([\w.]+\)$/ },
    ],
  },
  DescribeAllClass: onlySubAppId,
  ParseStreamingManifest: {
    base: { MediaManifestContent: '#EXTM3U' },
    limits: [
      { ...choice('ManifestType', ['m3u8', 'mpd'], value, ['M3U8', 'mp4']), end: /^accepted$|is not well-formed XML/ },
      ...manifest(4 * 1024 * 1024),
    ],
  },
};

function manifest(most: number): Limit[] {
  const [long, empty] = length('MediaManifestContent', [1, most], `${value}.MediaManifestContent`);
  const text = (characters: number): string => '#EXTM3U\n'.padEnd(characters, '#');
  return [
    { ...(long as Limit), inside: [text(most)], outside: [text(most + 1)], jsonOnly: true },
    { ...(empty as Limit), inside: ['#EXTM3U'] },
  ];
}

export const limitsOf: { readonly [action: string]: Action } = {
  ...others,
  ...templates,
  ...procedures,
  ...media,
  ...uploads,
  ...tasks,
  ...events,
};
