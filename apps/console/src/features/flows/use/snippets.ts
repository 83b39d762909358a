/** What the examples of a task flow need. */
export interface Use {
  /** Name of the task flow. */
  readonly name: string;
  /** Undefined: the main application. */
  readonly subAppId: number | undefined;
  /** Host of the service with its port, and whether it has TLS. */
  readonly host: string;
  readonly https: boolean;
}

/** `upload`: a file from a program; `browser`: from a web page; `url`: from a URL. */
export const ways = ['upload', 'browser', 'url'] as const;

export type Way = (typeof ways)[number];

/** The code that uploads with a task flow. Keys come from the environment. */
export function snippet(way: Way, use: Use): string {
  return writers[way](use).trim();
}

const json = (value: unknown): string => JSON.stringify(value);

/** A text as a word of a POSIX shell. */
const word = (text: string): string => (/^[\w.:/-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

const protocolOf = ({ https }: Use): string => (https ? 'https:' : 'http:');

function upload(use: Use): string {
  const app = use.subAppId === undefined ? '' : `, SubAppId: ${use.subAppId}`;
  const protocol = protocolOf(use);
  return `
// npm install vod-node-sdk
const { VodUploadClient, VodUploadRequest } = require('vod-node-sdk');

class Client extends VodUploadClient {
  applyUpload(client, request) {
    Object.assign(client.profile.httpProfile, { endpoint: ${json(use.host)}, protocol: ${json(`${protocol}//`)} });
    return super.applyUpload(client, request);
  }
  cosUpload(cos, ...rest) {
    Object.assign(cos.options, { Protocol: ${json(protocol)}, Domain: ${json(use.host)} });
    return super.cosUpload(cos, ...rest);
  }
}

const request = new VodUploadRequest();
Object.assign(request, { MediaFilePath: 'talk.mp4', Procedure: ${json(use.name)}${app} });
const { CLIPLOOP_SECRET_ID: id, CLIPLOOP_SECRET_KEY: key } = process.env;
new Client(id, key).upload('ap-guangzhou', request, (error, media) => console.log(error ?? media.FileId));`;
}

function browser({ name, subAppId }: Use): string {
  const app = subAppId === undefined ? '' : ` --sub-app-id ${subAppId}`;
  return `
# Prints a signature for one upload. A web page gives it to vod-js-sdk-v6.
cliploop-server sign --procedure ${word(name)}${app} --expire 1h --one-time`;
}

function url(use: Use): string {
  const app = use.subAppId === undefined ? '' : `\n  SubAppId: ${use.subAppId},`;
  return `
// npm install tencentcloud-sdk-nodejs-vod
import tencentcloud from 'tencentcloud-sdk-nodejs-vod';

const client = new tencentcloud.vod.v20180717.Client({
  credential: { secretId: process.env.CLIPLOOP_SECRET_ID, secretKey: process.env.CLIPLOOP_SECRET_KEY },
  region: '',
  profile: { httpProfile: { endpoint: ${json(use.host)}, protocol: ${json(`${protocolOf(use)}//`)} } },
});
const { TaskId } = await client.PullUpload({${app}
  MediaUrl: 'https://example.com/talk.mp4',
  Procedure: ${json(use.name)},
});
console.log(TaskId);`;
}

const writers = { upload, browser, url } as const satisfies Record<Way, (use: Use) => string>;
