import type { Result, RouteResult, Schemas } from '../api/types.ts';
import { FakeError } from './fake-error.ts';

type Params = Readonly<Record<string, unknown>>;
type Template = Schemas['AnimatedGraphicsTemplate'];
type Flow = Schemas['ProcedureTemplate'];
type Detail = Omit<Result<'DescribeTaskDetail'>, 'RequestId'>;
type PartResult = Schemas['MediaProcessTaskAnimatedGraphicResult'];
type Animation = Schemas['MediaAnimatedGraphicsItem'];

type ListedTask = RouteResult<'/x/v1/tasks', 'get'>['TaskSet'][number];

interface FakeTask extends Detail {
  readonly TaskId: string;
}

const time = (second: number) => new Date(Date.UTC(2026, 0, 2, 9, 0, second)).toISOString();

const preset = { Type: 'Preset', Comment: '', Width: 0, Height: 0, ResolutionAdaptive: 'open', Quality: 75 } as const;
const created = { CreateTime: time(0), UpdateTime: time(0) };

const presets: readonly Template[] = [
  { ...preset, ...created, Definition: 20000, Name: 'GIF-source', Format: 'gif', Fps: 2 },
  { ...preset, ...created, Definition: 20001, Name: 'WebP-source', Format: 'webp', Fps: 2 },
];

/** An animation that was made. */
export function fakeAnimation(values: Partial<Animation> = {}): Animation {
  const Container = values.Container ?? 'gif';
  return {
    Url: `https://files.example.com/${Container}/1.${Container}`,
    Definition: 20000,
    Container,
    Width: 480,
    Height: 270,
    Bitrate: 1_000_000,
    Size: 1_234_567,
    Md5: 'd41d8cd98f00b204e9800998ecf8427e',
    StartTimeOffset: 1,
    EndTimeOffset: 3.5,
    ...values,
  };
}

/** The result of an animation. */
export function fakePart(values: Partial<PartResult> = {}): PartResult {
  return {
    Status: 'SUCCESS',
    ErrCodeExt: '',
    ErrCode: 0,
    Message: '',
    Input: { Definition: 20000, StartTimeOffset: 1, EndTimeOffset: 3.5 },
    Output: values.Status === undefined || values.Status === 'SUCCESS' ? fakeAnimation() : null,
    Progress: values.Status === 'PROCESSING' ? 0 : 100,
    BeginProcessTime: time(2),
    FinishTime: values.Status === 'PROCESSING' ? '' : time(5),
    ...values,
  };
}

/** Tasks and templates of all fake services, so that no ID comes twice in a run. */
let count = 0;

/** Templates, task flows and tasks in memory. */
export class FakeWork {
  templates: Template[] = [];
  flows: Flow[] = [];
  /** The newest first. */
  tasks: FakeTask[] = [];
  readonly #find: (of: { FileId: string }) => Schemas['MediaInfo'] | undefined;

  constructor(find: (of: { FileId: string }) => Schemas['MediaInfo'] | undefined) {
    this.#find = find;
    this.addFlow();
  }

  addTemplate(values: Partial<Template> = {}): Template {
    count += 1;
    const custom = { ...preset, ...created, Type: 'Custom', Name: '', Format: 'gif', Fps: 10, Width: 480 } as const;
    const template: Template = { ...custom, Definition: 1_000_000 + count, ...values };
    this.templates.push(template);
    return template;
  }

  addFlow(values: Partial<Flow> = {}): Flow {
    const flow: Flow = {
      Name: 'every-upload',
      Type: 'Custom',
      Comment: '',
      MediaProcessTask: { AnimatedGraphicTaskSet: [{ Definition: 20000 }] },
      AiRecognitionTaskSet: [],
      ImportMediaKnowledgeTaskSet: [],
      ...created,
      ...values,
    };
    this.flows.push(flow);
    return flow;
  }

  /** A task that makes animations. @param parts their results; default: one that succeeded */
  addTask(
    task: Partial<Schemas['ProcedureTask']> = {},
    parts: readonly PartResult[] = [fakePart()],
    Status: Detail['Status'] = 'FINISH',
  ): FakeTask {
    const id = this.#newId();
    return this.#add({
      TaskId: id,
      TaskType: 'Procedure',
      Status,
      CreateTime: time(count),
      BeginProcessTime: Status === 'WAITING' ? '' : time(count + 2),
      FinishTime: Status === 'FINISH' || Status === 'ABORTED' ? time(count + 5) : '',
      ProcedureTask: {
        TaskId: id,
        Status: Status === 'FINISH' || Status === 'ABORTED' ? 'FINISH' : 'PROCESSING',
        ErrCode: 0,
        Message: '',
        FileId: '',
        FileName: '',
        FileUrl: '',
        MetaData: null,
        MediaProcessResultSet: parts.map((part) => ({ Type: 'AnimatedGraphics', AnimatedGraphicTask: part })),
        AiContentReviewResultSet: [],
        AiAnalysisResultSet: [],
        AiRecognitionResultSet: [],
        TasksPriority: 0,
        TasksNotifyMode: '',
        SessionContext: '',
        SessionId: '',
        ...task,
      },
    });
  }

  /** A download. */
  addPull(pull: Partial<Schemas['PullUploadTask']> = {}, Status: Detail['Status'] = 'FINISH'): FakeTask {
    const id = this.#newId();
    return this.#add({
      TaskId: id,
      TaskType: 'PullUpload',
      Status,
      CreateTime: time(count),
      BeginProcessTime: time(count + 1),
      FinishTime: Status === 'FINISH' ? time(count + 3) : '',
      PullUploadTask: {
        TaskId: id,
        Status: Status === 'FINISH' ? 'FINISH' : 'PROCESSING',
        ErrCode: 0,
        Message: '',
        FileId: '',
        MediaBasicInfo: null,
        MetaData: null,
        FileUrl: '',
        ProcedureTaskId: '',
        ReviewAudioVideoTaskId: '',
        SessionContext: '',
        SessionId: '',
        Progress: Status === 'FINISH' ? 100 : 30,
        ...pull,
      },
    });
  }

  /** @returns undefined when the action is of another part of the service */
  answer(name: string, params: Params): object | FakeError | undefined {
    switch (name) {
      case 'DescribeAnimatedGraphicsTemplates': {
        const all = [...presets, ...this.templates];
        return { TotalCount: all.length, AnimatedGraphicsTemplateSet: all };
      }
      case 'CreateAnimatedGraphicsTemplate':
        return { Definition: this.addTemplate(params as Partial<Template>).Definition };
      case 'ModifyAnimatedGraphicsTemplate':
        this.templates = this.templates.map((one) =>
          one.Definition === params.Definition ? { ...one, ...(params as Partial<Template>) } : one,
        );
        return {};
      case 'DeleteAnimatedGraphicsTemplate':
        this.templates = this.templates.filter(({ Definition }) => Definition !== params.Definition);
        return {};
      case 'DescribeProcedureTemplates': {
        const names = params.Names as string[] | undefined;
        const found = this.flows.filter(({ Name }) => names === undefined || names.includes(Name));
        return { TotalCount: found.length, ProcedureTemplateSet: found };
      }
      case 'CreateProcedureTemplate':
        if (this.flows.some(({ Name }) => Name === params.Name)) {
          const message = `Task flow "${params.Name}" already exists (Name); reset it, or choose another name`;
          return new FakeError('InvalidParameter.ExistedProcedureName', message);
        }
        this.addFlow(params as Partial<Flow>);
        return {};
      case 'ResetProcedureTemplate':
        this.flows = this.flows.map((one) =>
          one.Name === params.Name ? { ...one, ...(params as Partial<Flow>) } : one,
        );
        return {};
      case 'DeleteProcedureTemplate':
        this.flows = this.flows.filter(({ Name }) => Name !== params.Name);
        return {};
      case 'DescribeTaskDetail': {
        const { TaskId: id, ...found } = this.tasks.find(({ TaskId }) => TaskId === params.TaskId) ?? {};
        if (id !== undefined) return found;
        return new FakeError('InvalidParameterValue.TaskId', `Task ${params.TaskId} not found (TaskId)`);
      }
      case 'ManageTask':
        this.change(String(params.TaskId), { Status: 'ABORTED', FinishTime: time(59) });
        return {};
      case 'ProcessMedia':
        return this.#process(params as Schemas['ProcessMediaRequest']);
      case 'POST /x/v1/tasks':
        return this.#process({ ...params, MediaProcessTask: { AnimatedGraphicTaskSet: params.Animations } } as never);
      case 'GET /x/v1/tasks':
        return this.#listOfRoute(params as Readonly<Record<string, string>>);
      case 'ProcessMediaByProcedure': {
        const flow = this.flows.find(({ Name }) => Name === params.ProcedureName);
        return this.#process({ ...params, MediaProcessTask: flow?.MediaProcessTask ?? {} } as never);
      }
      default: {
        const id = /^GET \/x\/v1\/tasks\/(.+)$/.exec(name)?.[1];
        return id === undefined ? undefined : this.#withAnimations(id);
      }
    }
  }

  /** A task with the settings and results of its animations. */
  #withAnimations(taskId: string): object {
    const task = this.tasks.find(({ TaskId }) => TaskId === taskId);
    if (!task) return new FakeError('ResourceNotFound', `Task "${taskId}" not found (TaskId)`, 404);
    const parts = (task.ProcedureTask?.MediaProcessResultSet ?? []).flatMap(
      ({ AnimatedGraphicTask: part }) => part ?? [],
    );
    const Animations = parts.map(({ Input, Status, ErrCode: _, ...part }) => ({
      ...{ Settings: null, ...Input, ...part },
      Status: task.Status === 'WAITING' || task.Status === 'ABORTED' ? task.Status : Status,
      Facts: part.Output && { Frames: 38, Duration: 2.5, Loop: 0, Seconds: 2.5, Warnings: [] },
    }));
    const { FileId = '', TasksNotifyMode = '' } = task.ProcedureTask ?? {};
    return { TaskId: taskId, TaskType: task.TaskType, Status: task.Status, FileId, TasksNotifyMode, Animations };
  }

  #listOfRoute({ TaskType, CreatedAfter, SortBy, Order, Limit, ...more }: Readonly<Record<string, string>>): object {
    const type = { ...(TaskType && { TaskType }), ...(CreatedAfter && { CreateTime: { After: CreatedAfter } }) };
    const sort = SortBy || Order ? { Sort: { Field: SortBy ?? 'CreateTime', Order } } : {};
    const { TaskSet, ScrollToken } = this.#list({ ...more, ...type, ...sort, Limit: Number(Limit ?? 10) } as never);
    const listed = TaskSet.map((task) => ({ ...task, ...this.#summaryOf(task.TaskId) }));
    return { TaskSet: listed satisfies ListedTask[], ScrollToken };
  }

  /** What only the list of `/x/v1` has. */
  #summaryOf(taskId: string) {
    const { ProcedureTask: task, PullUploadTask: pull } = this.tasks.find(({ TaskId }) => TaskId === taskId) ?? {};
    const parts = (task?.MediaProcessResultSet ?? []).flatMap(({ AnimatedGraphicTask: part }) => part ?? []);
    const number = (status: string) => parts.filter(({ Status }) => Status === status).length;
    const sum = parts.reduce((all, { Progress }) => all + Progress, 0);
    const counts = { Total: parts.length, Succeeded: number('SUCCESS'), Failed: number('FAIL') };
    const Progress = pull?.Progress ?? (sum === 0 ? 0 : Math.trunc(sum / parts.length));
    const [first] = parts;
    const Definition = first?.Input.Definition ?? 0;
    const Type = 'AnimatedGraphics' as const;
    return {
      ...{ FileName: task?.FileName ?? '', TasksPriority: task?.TasksPriority ?? 0, Progress },
      SubTasks: pull ? { Total: 1, Succeeded: Number(pull.ErrCode === 0), Failed: Number(pull.ErrCode !== 0) } : counts,
      Makes: first ? { Type, Definition, Format: first.Output?.Container ?? '', ...counts, Progress } : null,
    };
  }

  /** Changes a task, as a worker does. */
  change(taskId: string, values: Partial<Detail>): void {
    this.tasks = this.tasks.map((task) => (task.TaskId === taskId ? { ...task, ...values } : task));
  }

  #process({ FileId = '', MediaProcessTask, TasksPriority = 0, SessionContext = '' }: Schemas['ProcessMediaRequest']) {
    const parts = (MediaProcessTask.AnimatedGraphicTaskSet ?? []).map((Input) =>
      fakePart({ Status: 'PROCESSING', Input, BeginProcessTime: '' }),
    );
    const FileName = this.#find({ FileId })?.BasicInfo?.Name ?? '';
    const { TaskId } = this.addTask({ FileId, FileName, TasksPriority, SessionContext }, parts, 'WAITING');
    return { TaskId };
  }

  #newId(): string {
    count += 1;
    return `1500000000-procedurev2-${String(count).padStart(32, '0')}t0`;
  }

  #add(task: FakeTask): FakeTask {
    this.tasks = [task, ...this.tasks];
    return task;
  }

  #list(params: Schemas['DescribeTasksRequest'] & { readonly TaskType?: string }) {
    const { Status, FileId, TaskType, CreateTime, Sort, Limit = 10, ScrollToken = '' } = params;
    const found = this.tasks
      .map(({ TaskId, Status: status, TaskType: type, ...task }) => {
        const {
          FileId: fileId = '',
          SessionId = '',
          SessionContext = '',
        } = task.ProcedureTask ?? task.PullUploadTask ?? {};
        const { CreateTime: createTime, BeginProcessTime, FinishTime } = task;
        const times = { CreateTime: createTime, BeginProcessTime, FinishTime };
        return { TaskId, Status: status, TaskType: type, FileId: fileId, SessionId, SessionContext, ...times };
      })
      .filter((task) => (TaskType ? task.TaskType === TaskType : true))
      .filter((task) => (Status ? task.Status === Status : true) && (FileId ? task.FileId === FileId : true))
      .filter((task) => !CreateTime?.After || task.CreateTime >= CreateTime.After)
      .filter((task) => Sort?.Field !== 'FinishTime' || task.FinishTime !== '');
    if (Sort?.Order === 'Asc') found.reverse();
    const start = Number(ScrollToken.replace(/^page-/, ''));
    const end = start + Limit;
    return { TaskSet: found.slice(start, end), ScrollToken: end < found.length ? `page-${end}` : '' };
  }
}
