import type { RouteResult } from '../api/types.ts';
import { FakeError } from './fake-error.ts';

type Params = Readonly<Record<string, unknown>>;
type Delivery = RouteResult<'/x/v1/deliveries', 'get'>['Deliveries'][number];
type Key = RouteResult<'/x/v1/keys', 'get'>['Keys'][number];
type SignIn = RouteResult<'/x/v1/sessions', 'get'>['Sessions'][number];
type TestAnswer = Omit<RouteResult<'/x/v1/deliveries/test', 'post'>, 'RequestId'>;

const time = '2026-01-05T08:00:00Z';

/** What the settings show: callbacks, key pairs, sessions, storage and workers. */
export class FakeSettings {
  config: Record<string, string> = {
    Mode: 'PUSH',
    NotificationUrl: '',
    UploadMediaCompleteEventSwitch: 'OFF',
    DeleteMediaCompleteEventSwitch: 'OFF',
    PersistenceCompleteEventSwitch: 'OFF',
  };
  deliveries: Delivery[] = [];
  eventsToPull = 0;
  testAnswer: TestAnswer = {
    ...{ Url: 'https://example.com/callback', Succeeded: true, Signed: false, StatusCode: 200 },
    ...{ Headers: [{ Name: 'content-type', Value: 'text/html' }], Answer: 'ok', Seconds: 0.08, Reason: '' },
  };
  keys: Key[] = [];
  sessions: SignIn[] = [];
  usage: object = { Applications: [], MeasuredTime: time, Disk: null };
  about: object = {
    ...{ Version: '0.1.0', ApiVersion: '2018-07-17', NodeVersion: '24.11.0', DatabaseVersion: '18.1' },
    ...{ Workers: [], Queues: [{ Queue: 'animate', Waiting: 12, Running: 4 }] },
  };

  addDelivery(values: Partial<Delivery> = {}): Delivery {
    const delivery: Delivery = {
      ...{ Id: 500 + this.deliveries.length, State: 'DELIVERED', EventType: 'ProcedureStateChanged', Attempts: 1 },
      ...{ Url: 'https://example.com/callback', StatusCode: 200, Answer: 'ok', Seconds: 0.12, Reason: '' },
      ...{ CreateTime: time, AttemptTime: time, NextTime: null },
      ...values,
    };
    this.deliveries = [delivery, ...this.deliveries];
    return delivery;
  }

  addKey(values: Partial<Key> = {}): Key {
    const key: Key = {
      ...{ SecretId: `AKIDfake${this.keys.length}`, Name: 'editors', Origin: 'command', State: 'ENABLED' },
      ...{ Rights: ['read', 'process'], SubAppIds: null, CreateTime: time, LastUseTime: time },
      ...{ ExpireTime: null, OldSecretUntil: null },
      ...values,
    };
    this.keys.push(key);
    return key;
  }

  addSession(values: Partial<SignIn> = {}): void {
    this.sessions.push({
      ...{ SessionId: `session-${this.sessions.length}`, CreateTime: time, LastUseTime: time, ExpireTime: time },
      ...{ Address: '192.0.2.7', UserAgent: '', Current: false },
      ...values,
    });
  }

  /** @returns undefined when the request is about another part of the service */
  answer(name: string, params: Params): object | FakeError | undefined {
    switch (name) {
      case 'DescribeEventConfig':
        return this.config;
      case 'ModifyEventConfig':
        this.config = { ...this.config, ...(params as Record<string, string>) };
        return {};
      case 'GET /x/v1/deliveries':
        return { Deliveries: this.deliveries, Counts: this.#counts() };
      case 'POST /x/v1/deliveries/test':
        return this.testAnswer;
      case 'GET /x/v1/keys':
        return { Keys: this.keys };
      case 'POST /x/v1/keys': {
        const { SecretId } = this.addKey({ Name: String(params.KeyName), Rights: params.Rights as Key['Rights'] });
        return { SecretId, SecretKey: 'new-fake-secret-key' };
      }
      case 'GET /x/v1/sessions':
        return { Sessions: this.sessions };
      case 'GET /x/v1/usage':
        return this.usage;
      case 'GET /x/v1/about':
        return this.about;
      default:
        return this.#change(name, params);
    }
  }

  #change(name: string, params: Params): object | FakeError | undefined {
    const [, noun = '', id = '', verb] = /^(?:POST|DELETE) \/x\/v1\/(\w+)\/([^/]+)(?:\/(\w+))?$/.exec(name) ?? [];
    if (noun === 'sessions') {
      this.sessions = this.sessions.filter(({ SessionId }) => SessionId !== id);
      return {};
    }
    if (noun === 'deliveries') {
      this.deliveries = this.deliveries.map((one) => (one.Id === Number(id) ? { ...one, State: 'WAITING' } : one));
      return { SentId: Number(id) };
    }
    if (noun !== 'keys') return undefined;
    if (verb === 'rotate') return { SecretId: id, SecretKey: 'rotated-fake-secret-key' };
    const others = this.keys.filter(({ SecretId, State }) => SecretId !== id && State === 'ENABLED');
    if (verb === 'disable' && others.length === 0 && params.Confirm !== id) {
      const message = `Key pair ${id} is the last one that can manage key pairs. Set Confirm to ${id} to disable it nevertheless`;
      return new FakeError('FailedOperation', message, 409);
    }
    const State = verb === 'enable' ? 'ENABLED' : 'DISABLED';
    this.keys = this.keys.map((one) => (one.SecretId === id ? { ...one, State } : one));
    return {};
  }

  #counts() {
    const count = (state: string) => this.deliveries.filter(({ State }) => State === state).length;
    return {
      ...{ Waiting: count('WAITING'), Failed: count('FAILED'), Refused: count('REFUSED') },
      EventsToPull: this.eventsToPull,
    };
  }
}
