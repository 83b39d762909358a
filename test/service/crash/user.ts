import { setTimeout as delay } from 'node:timers/promises';
import type { Keeper } from './keeper.ts';

/** What is asked for, and how each sub-task is to end: `SUCCESS`, or the code of its failure. */
interface Wish {
  readonly MediaProcessTask: object;
  readonly ends: readonly string[];
}

function animation(Definition: number, StartTimeOffset: number, length: number) {
  return { Definition, StartTimeOffset, EndTimeOffset: StartTimeOffset + length };
}

/** Long and short ones, of both formats, and some that cannot be done. */
const wishes: readonly Wish[] = [
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

/** Somebody with an application of their own, who starts tasks and waits for what they are told of them. */
export class User {
  /** The tasks that were accepted, and how each is to end. */
  readonly tasks = new Map<string, readonly string[]>();
  /** What they were told of each task: every event as it was. */
  readonly told = new Map<string, string[]>();
  /** Answers that did not arrive though the task was accepted. */
  lostAnswers = 0;
  /** A request for a task is under way. */
  asking = false;
  private over = false;

  constructor(
    private readonly keeper: Keeper,
    readonly name: string,
    readonly SubAppId: number,
    private readonly FileId: string,
  ) {}

  /** Starts tasks until it is told to stop: one after the other while few are under way, else some, and no backlog. */
  async startTasks(): Promise<void> {
    for (let n = 0; !this.over; n++) {
      await this.start(`${this.name}-${n}`, wishes[n % wishes.length] as Wish);
      // Those of a worker that was killed wait for seconds: they are not to keep others from being worked on.
      const full = (waited: number): boolean => this.underWay > (waited < 1_000 ? 9 : 15);
      for (let waited = 0; full(waited) && !this.over; waited += 50) await delay(50);
    }
  }

  stopTasks(): void {
    this.over = true;
  }

  get underWay(): number {
    return [...this.tasks.keys()].filter((task) => !this.told.has(task)).length;
  }

  hear({ ProcedureStateChangeEvent }: { ProcedureStateChangeEvent?: unknown }): void {
    const { TaskId } = ProcedureStateChangeEvent as { TaskId: string };
    this.told.set(TaskId, [...(this.told.get(TaskId) ?? []), JSON.stringify(ProcedureStateChangeEvent)]);
  }

  /** Pulls and confirms events for as long as tasks are under way. */
  async pullEvents(): Promise<void> {
    while (!this.over || this.underWay > 0) await this.pullOnce();
  }

  async pullOnce(): Promise<void> {
    const { keeper, SubAppId } = this;
    const { EventSet = [] } = await keeper.ask((api) => api.PullEvents({ SubAppId }));
    const EventHandles = EventSet.map(({ EventHandle = '' }) => EventHandle);
    for (const event of EventSet) this.hear(event);
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

  /** The session's id sees that a request that is sent again starts nothing twice. */
  private async start(SessionId: string, { MediaProcessTask, ends }: Wish): Promise<void> {
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
    if (!taskId) throw new Error(`the task of ${SessionId} is not there`);
    this.tasks.set(taskId, ends);
  }
}

function known(error: { code: string }): void {
  if (error.code !== 'InvalidParameterValue') throw error;
}
