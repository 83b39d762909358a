import { setTimeout as delay } from 'node:timers/promises';
import type { Keeper } from './keeper.ts';

/** A request for a task, and the expected result of each sub-task: `SUCCESS`, or the code of its failure. */
interface TaskRequest {
  readonly MediaProcessTask: object;
  readonly ends: readonly string[];
}

function animation(Definition: number, StartTimeOffset: number, length: number) {
  return { Definition, StartTimeOffset, EndTimeOffset: StartTimeOffset + length };
}

/** Long and short tasks in both formats, and some that must fail. */
const taskRequests: readonly TaskRequest[] = [
  {
    MediaProcessTask: { AnimatedGraphicTaskSet: [animation(20000, 1, 4), animation(20001, 1, 4)] },
    ends: ['SUCCESS', 'SUCCESS'],
  },
  { MediaProcessTask: { AnimatedGraphicTaskSet: [animation(20000, 0, 1)] }, ends: ['SUCCESS'] },
  {
    MediaProcessTask: { AnimatedGraphicTaskSet: [animation(20001, 2, 1), animation(20000, 50, 1)] },
    ends: ['SUCCESS', 'InvalidInput.InvalidTimeOffset'],
  },
  { MediaProcessTask: { AnimatedGraphicTaskSet: [animation(20000, 3, 5)] }, ends: ['SUCCESS'] },
  {
    MediaProcessTask: { TranscodeTaskSet: [{ Definition: 10 }] },
    ends: ['InvalidInput.ConfigurationUnsupported'],
  },
];

/** A client with its own application, which starts tasks and receives their events. */
export class User {
  /** The accepted tasks, and the expected results of their sub-tasks. */
  readonly tasks = new Map<string, readonly string[]>();
  /** All events of each task, as JSON. */
  readonly received = new Map<string, string[]>();
  /** Number of accepted tasks whose answer was lost. */
  lostAnswers = 0;
  /** A request for a task is pending. */
  asking = false;
  private over = false;

  constructor(
    private readonly keeper: Keeper,
    readonly name: string,
    readonly SubAppId: number,
    private readonly FileId: string,
  ) {}

  /** Starts tasks one after the other until `stopTasks`, with a limit of unfinished tasks. */
  async startTasks(): Promise<void> {
    for (let n = 0; !this.over; n++) {
      await this.start(`${this.name}-${n}`, taskRequests[n % taskRequests.length] as TaskRequest);
      // Tasks of a killed worker wait for seconds; they must not block new ones.
      const full = (waited: number): boolean => this.unfinished > (waited < 1_000 ? 9 : 15);
      for (let waited = 0; full(waited) && !this.over; waited += 50) await delay(50);
    }
  }

  stopTasks(): void {
    this.over = true;
  }

  get unfinished(): number {
    return [...this.tasks.keys()].filter((task) => !this.received.has(task)).length;
  }

  receive({ ProcedureStateChangeEvent }: { ProcedureStateChangeEvent?: unknown }): void {
    const { TaskId } = ProcedureStateChangeEvent as { TaskId: string };
    this.received.set(TaskId, [...(this.received.get(TaskId) ?? []), JSON.stringify(ProcedureStateChangeEvent)]);
  }

  /** Pulls and confirms events while tasks are unfinished. */
  async pullEvents(): Promise<void> {
    while (!this.over || this.unfinished > 0) await this.pullOnce();
  }

  async pullOnce(): Promise<void> {
    const { keeper, SubAppId } = this;
    const { EventSet = [] } = await keeper.ask((api) => api.PullEvents({ SubAppId }));
    const EventHandles = EventSet.map(({ EventHandle = '' }) => EventHandle);
    for (const event of EventSet) this.receive(event);
    // A confirmation whose answer is lost is refused the second time.
    if (EventHandles.length > 0) await keeper.ask((api) => api.ConfirmEvents({ EventHandles, SubAppId })).catch(known);
  }

  /** All tasks of the application, by SessionId. */
  async list(): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    for (let ScrollToken = ''; ; ) {
      const page = await this.keeper.ask((api) =>
        api.DescribeTasks({ SubAppId: this.SubAppId, Limit: 100, ...(ScrollToken !== '' && { ScrollToken }) }),
      );
      for (const { SessionId = '', TaskId = '' } of page.TaskSet ?? []) found.set(SessionId, TaskId);
      ScrollToken = page.ScrollToken ?? '';
      if (ScrollToken === '') return found;
    }
  }

  /** The SessionId prevents that a repeated request starts a second task. */
  private async start(SessionId: string, { MediaProcessTask, ends }: TaskRequest): Promise<void> {
    const { FileId, SubAppId } = this;
    const request = { FileId, SubAppId, SessionId, MediaProcessTask };
    const taskId = await this.keeper
      .ask((api) => {
        this.asking = true;
        return api.ProcessMedia(request).finally(() => {
          this.asking = false;
        });
      })
      .then(
        ({ TaskId }) => TaskId,
        async (error: { code: string }) => {
          if (error.code !== 'InvalidParameterValue.SessionId') throw error;
          this.lostAnswers += 1;
          return (await this.list()).get(SessionId);
        },
      );
    if (!taskId) throw new Error(`The task of ${SessionId} does not exist`);
    this.tasks.set(taskId, ends);
  }
}

function known(error: { code: string }): void {
  if (error.code !== 'InvalidParameterValue') throw error;
}
