import type { Schemas } from '../api/types.ts';
import { FakeError } from './fake-error.ts';
import { FakeSettings } from './fake-settings.ts';
import { FakeWork } from './fake-work.ts';

export { FakeError };

type Media = Schemas['MediaInfo'];

/** The key pair that the fake service knows. */
export const pair = { SecretId: 'AKIDfakeconsole', SecretKey: 'fake-secret-key' };
/** The token of a link that works once. */
export const linkToken = 'fakelinktoken';

/** Media of all fake services, so that no FileId comes twice in a run. */
let count = 0;

type Params = Readonly<Record<string, unknown>>;

/** The part of the service that the console uses, in memory, for tests of components. */
export class FakeService {
  media: Media[] = [];
  classes: Schemas['MediaClassInfo'][] = [];
  applications: { SubAppId: number; Name: string }[] = [{ SubAppId: 1500000000, Name: '' }];
  signedIn = true;
  /** Templates, task flows and tasks. */
  readonly work = new FakeWork(({ FileId }) => this.media.find((media) => media.FileId === FileId));
  /** Callbacks, key pairs, sessions, storage and workers. */
  readonly settings = new FakeSettings();
  /** The requests that arrived: name of the action, or method and path, and the parameters. */
  readonly requests: { readonly name: string; readonly params: Params }[] = [];
  /** Answers instead of the fake, by action. */
  readonly overrides: Record<string, (params: Params) => object | FakeError> = {};
  #links = new Set([linkToken]);

  /** As `fetch`. */
  handle = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = input instanceof Request ? input : new Request(input, init);
    const { pathname: path, searchParams } = new URL(request.url);
    const text = await request.text();
    const params = (text === '' ? Object.fromEntries(searchParams) : JSON.parse(text)) as Params;
    const action = request.headers.get('x-tc-action');
    const name = action ?? `${request.method} ${path}`;
    this.requests.push({ name, params });
    const answer = await this.#answer(name, params, request.headers);
    if (answer instanceof Response) return answer;
    const RequestId = `5f4d4b1c-0000-4000-8000-${String(this.requests.length).padStart(12, '0')}`;
    const body =
      answer instanceof FakeError
        ? { Error: { Code: answer.code, Message: answer.message }, RequestId }
        : { ...answer, RequestId };
    const status = answer instanceof FakeError && action === null ? Math.max(answer.status, 400) : 200;
    return Response.json(action === null ? body : { Response: body }, { status });
  };

  /** The parameters of the requests of an action. */
  sent(name: string): Params[] {
    return this.requests.filter((request) => request.name === name).map(({ params }) => params);
  }

  addMedia(info: Partial<Schemas['MediaBasicInfo']> = {}, data: Partial<Schemas['MediaMetaData']> = {}): Media {
    count += 1;
    const FileId = String(5285890784246000000n + BigInt(count));
    const time = new Date(Date.UTC(2026, 0, 1, 8, count)).toISOString();
    const media: Media = {
      FileId,
      BasicInfo: {
        Name: `clip ${count}.mp4`,
        Description: '',
        CreateTime: time,
        UpdateTime: time,
        ExpireTime: '9999-12-31T23:59:59Z',
        ClassId: 0,
        ClassName: '',
        ClassPath: '',
        CoverUrl: '',
        Type: 'mp4',
        MediaUrl: `/files/${FileId}/video.mp4`,
        SourceInfo: { SourceType: 'Upload', SourceContext: '' },
        StorageRegion: 'ap-guangzhou',
        StoragePath: '',
        TagSet: [],
        Vid: FileId,
        Category: 'Video',
        Status: 'Normal',
        StorageClass: 'STANDARD',
        ...info,
      },
      MetaData: {
        Size: 12_345_678,
        Container: 'mov,mp4,m4a,3gp,3g2,mj2',
        Bitrate: 2_000_000,
        Height: 1080,
        Width: 1920,
        Duration: 63.5,
        Rotate: 0,
        VideoStreamSet: [
          {
            Bitrate: 1_870_000,
            Height: 1080,
            Width: 1920,
            Codec: 'h264',
            Fps: 30,
            CodecTag: '',
            DynamicRangeInfo: { Type: 'SDR', HDRType: '' },
          },
        ],
        AudioStreamSet: [{ Bitrate: 128_000, SamplingRate: 48_000, Codec: 'aac' }],
        VideoDuration: 63.5,
        AudioDuration: 63.5,
        Md5: '',
        ...data,
      },
    };
    this.media.unshift(media);
    return media;
  }

  #answer(name: string, params: Params, headers: Headers): object | FakeError | Response {
    if (headers.get('x-cliploop-csrf') !== '1')
      return new FakeError('AuthFailure.InvalidAuthorization', 'No CSRF header', 403);
    if (name === 'POST /x/v1/session') return this.#signIn(params);
    if (!this.signedIn && name === 'GET /x/v1/session') return { SecretId: null, Name: '', Rights: [], SubAppIds: [] };
    if (!this.signedIn) return new FakeError('AuthFailure.TokenFailure', 'The session has ended', 401);
    const override = this.overrides[name];
    if (override) return override(params);
    if (/^POST \/x\/v1\/media\/\w+\/preview$/.test(name)) return this.#preview(params);
    switch (name) {
      case 'GET /x/v1/session':
        return this.#session();
      case 'DELETE /x/v1/session':
        this.signedIn = false;
        return {};
      case 'DescribeSubAppIds': {
        const more = { Description: '', Status: 'On', CreateTime: '2026-01-01T08:00:00Z' };
        const set = this.applications.map((one) => ({ ...more, ...one, SubAppIdName: one.Name }));
        return { TotalCount: set.length, SubAppIdInfoSet: set };
      }
      case 'CreateSubAppId': {
        const SubAppId = 1500000000 + this.applications.length;
        this.applications.push({ SubAppId, Name: String(params.Name) });
        return { SubAppId };
      }
      case 'SearchMedia':
        return this.#search(params);
      case 'DescribeMediaInfos': {
        const { FileIds } = params as { FileIds: string[] };
        return { MediaInfoSet: this.media.filter(({ FileId }) => FileIds.includes(FileId)), NotExistFileIdSet: [] };
      }
      case 'ModifyMediaInfo':
        return this.#modify(params);
      case 'DeleteMedia':
        this.media = this.media.filter(({ FileId }) => FileId !== params.FileId);
        return {};
      case 'DescribeAllClass':
        return { ClassInfoSet: this.classes };
      case 'CreateClass':
      case 'ModifyClass':
      case 'DeleteClass':
        return this.#changeClass(name, params);
      case 'PullUpload':
        return { TaskId: '1500000000-PullUpload-1' };
      default:
        return (
          this.work.answer(name, params) ??
          this.settings.answer(name, params) ??
          new FakeError('InvalidAction', `The fake service has no ${name}`, 404)
        );
    }
  }

  #preview({ Settings }: Params): Response {
    const { Format = 'gif' } = (Settings ?? {}) as Params;
    const facts = { Width: 320, Height: 180, Frames: 30, Cut: [] };
    const headers = { 'Content-Type': `image/${Format}`, 'X-Cliploop-Preview': JSON.stringify(facts) };
    return new Response('animation', { headers });
  }

  #session() {
    return {
      SecretId: pair.SecretId,
      Name: 'editors',
      Rights: ['read', 'process', 'manage', 'upload'],
      SubAppIds: null,
    };
  }

  #signIn(params: Params): object | FakeError {
    const valid =
      params.Token === undefined
        ? params.SecretId === pair.SecretId && params.SecretKey === pair.SecretKey
        : this.#links.delete(String(params.Token));
    if (!valid) return new FakeError('AuthFailure.SecretIdNotFound', 'Wrong', 401);
    this.signedIn = true;
    return this.#session();
  }

  #changeClass(name: string, params: Params): object | FakeError {
    const {
      ClassId = 0,
      ClassName = '',
      ParentId = -1,
    } = params as Record<'ClassName', string> & Record<string, number>;
    if (name === 'DeleteClass' && this.media.some(({ BasicInfo: info }) => info?.ClassId === ClassId)) {
      return new FakeError('FailedOperation.ClassNotEmpty', `Class ${ClassId} contains media (ClassId)`);
    }
    const others = this.classes.filter((one) => one.ClassId !== ClassId);
    if (name === 'DeleteClass') this.classes = others;
    else if (name === 'ModifyClass') {
      if (others.some((one) => one.ClassName === ClassName)) {
        return new FakeError('FailedOperation.ClassNameDuplicate', `Class "${ClassName}" exists already (ClassName)`);
      }
      this.classes = this.classes.map((one) =>
        one.ClassId === ClassId ? { ...one, ClassName, Name: ClassName } : one,
      );
    } else this.addClass(ClassName, ParentId);
    return {};
  }

  addClass(ClassName: string, ParentId = -1): number {
    const ClassId = 100 + this.classes.length;
    const parent = this.classes.find((one) => one.ClassId === ParentId);
    parent?.SubClassIdSet.push(ClassId);
    const Level = parent ? parent.Level + 1 : 0;
    this.classes.push({ ClassId, ParentId, ClassName, Name: ClassName, Level, SubClassIdSet: [] });
    return ClassId;
  }

  #search(params: Params) {
    const { Names, ClassIds, Categories, Offset = 0, Limit = 10, Sort } = params as Schemas['SearchMediaRequest'];
    const found = this.media.filter(
      ({ BasicInfo: info }) =>
        info &&
        (!Names || Names.some((name) => info.Name.toLowerCase().includes(name.toLowerCase()))) &&
        (!ClassIds || ClassIds.includes(info.ClassId)) &&
        (!Categories || Categories.includes(info.Category)),
    );
    const sorted = Sort?.Order === 'Asc' ? found.toReversed() : found;
    return { TotalCount: found.length, MediaInfoSet: sorted.slice(Offset, Offset + Limit) };
  }

  #modify(params: Params): object {
    const { FileId, Name, Description, ClassId } = params as Schemas['ModifyMediaInfoRequest'];
    this.media = this.media.map((media) =>
      media.FileId === FileId && media.BasicInfo
        ? {
            ...media,
            BasicInfo: {
              ...media.BasicInfo,
              ...(Name !== undefined && { Name }),
              ...(Description !== undefined && { Description }),
              ...(ClassId !== undefined && { ClassId }),
            },
          }
        : media,
    );
    return {};
  }
}
