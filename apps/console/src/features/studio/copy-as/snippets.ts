import schema from '#api-schema/CreateAnimatedGraphicsTemplateRequest';
import { rulesOf, violationOf } from '../../../api/request-rules.ts';
import type { Segment } from '../model/segment.ts';
import { type OwnSettings, type Template, wireSettings } from '../model/settings.ts';

/** Everything that a snippet needs to make the same animation. */
export interface Job {
  readonly fileId: string;
  /** File name of the source, for the command and the library. */
  readonly fileName: string;
  readonly segment: Segment;
  /** The template of the task; undefined for own settings. */
  readonly template: Template | undefined;
  /** The values of the template, or the own settings. */
  readonly settings: OwnSettings;
  /** Whether width and height apply to the long and the short side. */
  readonly adaptive: boolean;
  readonly subAppId: number | undefined;
  /** Host of the service with its port, and whether it has TLS. */
  readonly host: string;
  readonly https: boolean;
}

export type Language = 'node' | 'python' | 'go' | 'curl' | 'cli' | 'library';

export const languages = [
  { language: 'node', name: 'Node.js' },
  { language: 'python', name: 'Python' },
  { language: 'go', name: 'Go' },
  { language: 'curl', name: 'curl' },
  { language: 'cli', name: 'cliploop' },
  { language: 'library', name: '@cliploop/core' },
] as const;

/** Languages whose SDKs know only the API 3.0, whose tasks have templates. */
const withTemplates = new Set<Language>(['node', 'python', 'go']);

/**
 * The code that makes the animation of a job. Keys come from the environment.
 * @returns undefined when the SDK cannot make it, see `notInTemplate`
 */
export function snippet(language: Language, job: Job): string | undefined {
  if (withTemplates.has(language) && notInTemplate(job).length > 0) return undefined;
  return writers[language](job).trim();
}

/** The own settings that no template can have, by their names in requests. */
export function notInTemplate({ template, settings }: Job): string[] {
  if (template !== undefined) return [];
  const { format, width, height, fps, quality, more } = settings;
  const values = { Fps: fps, Width: width, Height: height, Quality: quality };
  const broken = Object.entries(values).filter(([name, value]) => violationOf(rulesOf(schema, name), value));
  const names = [...broken.map(([name]) => name), ...Object.keys(more).filter((name) => !schema.properties?.[name])];
  // Templates of WebP have a size.
  const needsSize = format === 'webp' && width === 0 && height === 0;
  return needsSize ? ['Width', ...names] : names;
}

const json = (value: unknown): string => JSON.stringify(value);

/** The parameters of a custom template. The API finds an existing one by them. */
function templateParams({ settings: { format, width, height, fps, quality }, adaptive, subAppId }: Job) {
  const size = { Width: width, Height: height, ResolutionAdaptive: adaptive ? 'open' : 'close' };
  const common = { Format: format, ...size, Fps: fps, Quality: quality };
  return subAppId === undefined ? common : { ...common, SubAppId: subAppId };
}

const nameOf = ({ settings: { format, width, height, fps, quality } }: Job): string =>
  `${format}-${width || 'auto'}x${height || 'auto'}-${fps}fps-q${quality}`;

/** A text as a literal of a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

const entries = (values: object, pad: string, line: (name: string, value: unknown) => string): string =>
  Object.entries(values)
    .map(([name, value]) => `${pad}${line(name, value)}`)
    .join('\n');

function node(job: Job): string {
  const { template, segment, fileId, subAppId } = job;
  const app = subAppId === undefined ? '' : `SubAppId: ${subAppId}, `;
  const define =
    template === undefined
      ? `
const Name = ${json(nameOf(job))}; // an application has at most 16 templates of its own
const { AnimatedGraphicsTemplateSet: all } = await client.DescribeAnimatedGraphicsTemplates({ ${app}Type: 'Custom', Limit: 100 });
const { Definition } =
  all.find((template) => template.Name === Name) ??
  (await client.CreateAnimatedGraphicsTemplate({
    Name,
${entries(templateParams(job), '    ', (name, value) => `${name}: ${json(value)},`)}
  }));`
      : `
const Definition = ${template.Definition};`;
  return `
// npm install tencentcloud-sdk-nodejs-vod
import tencentcloud from 'tencentcloud-sdk-nodejs-vod';

const client = new tencentcloud.vod.v20180717.Client({
  credential: { secretId: process.env.CLIPLOOP_SECRET_ID, secretKey: process.env.CLIPLOOP_SECRET_KEY },
  region: '',
  profile: { httpProfile: { endpoint: ${json(job.host)}, protocol: ${json(job.https ? 'https://' : 'http://')} } },
});
${define.trim()}
const { TaskId } = await client.ProcessMedia({
  ${app}FileId: ${json(fileId)},
  MediaProcessTask: {
    AnimatedGraphicTaskSet: [
      { Definition, StartTimeOffset: ${segment.StartTimeOffset}, EndTimeOffset: ${segment.EndTimeOffset} },
    ],
  },
});
let task;
do {
  await new Promise((resolve) => setTimeout(resolve, 500));
  task = await client.DescribeTaskDetail({ ${app}TaskId });
} while (task.Status !== 'FINISH' && task.Status !== 'ABORTED');
const [{ AnimatedGraphicTask }] = task.ProcedureTask.MediaProcessResultSet;
console.log(AnimatedGraphicTask.Output?.Url ?? AnimatedGraphicTask.Message);`;
}

function python(job: Job): string {
  const { template, segment, fileId, subAppId } = job;
  const app = subAppId === undefined ? '' : `"SubAppId": ${subAppId}, `;
  const define =
    template === undefined
      ? `
name = ${json(nameOf(job))}  # an application has at most 16 templates of its own
templates = call("DescribeAnimatedGraphicsTemplates", {${app}"Type": "Custom", "Limit": 100})["AnimatedGraphicsTemplateSet"]
found = [template["Definition"] for template in templates if template["Name"] == name]
definition = found[0] if found else call("CreateAnimatedGraphicsTemplate", {
    "Name": name,
${entries(templateParams(job), '    ', (key, value) => `${json(key)}: ${json(value)},`)}
})["Definition"]`
      : `
definition = ${template.Definition}`;
  return `
# pip install tencentcloud-sdk-python-common
import os
import time

from tencentcloud.common.common_client import CommonClient
from tencentcloud.common.credential import Credential
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile

http = HttpProfile(endpoint=${json(job.host)}, protocol=${json(job.https ? 'https' : 'http')})
credential = Credential(os.environ["CLIPLOOP_SECRET_ID"], os.environ["CLIPLOOP_SECRET_KEY"])
client = CommonClient("vod", "2018-07-17", credential, "", ClientProfile(httpProfile=http))


def call(action, params):
    return client.call_json(action, params)["Response"]


${define.trim()}
segment = {"StartTimeOffset": ${segment.StartTimeOffset}, "EndTimeOffset": ${segment.EndTimeOffset}}
task_id = call("ProcessMedia", {
    ${app}"FileId": ${json(fileId)},
    "MediaProcessTask": {"AnimatedGraphicTaskSet": [{"Definition": definition, **segment}]},
})["TaskId"]
while True:
    time.sleep(0.5)
    task = call("DescribeTaskDetail", {${app}"TaskId": task_id})
    if task["Status"] in ("FINISH", "ABORTED"):
        break
result = task["ProcedureTask"]["MediaProcessResultSet"][0]["AnimatedGraphicTask"]
print(result["Output"]["Url"] if result["Output"] else result["Message"])`;
}

/** The functions of the Go SDK that make pointers. */
const pointer = (value: unknown): string =>
  typeof value === 'string' ? `common.StringPtr(${json(value)})` : `common.Uint64Ptr(${value})`;

const goValue = (name: string, value: unknown): string =>
  name === 'Quality' ? `common.Float64Ptr(${value})` : pointer(value);

function go(job: Job): string {
  const { template, segment, fileId, subAppId } = job;
  const app = subAppId === undefined ? '' : `\n\trequest.SubAppId = common.Uint64Ptr(${subAppId})`;
  const define =
    template === undefined
      ? `
func definition(client *vod.Client) *uint64 {
	name := ${json(nameOf(job))} // an application has at most 16 templates of its own
	list := vod.NewDescribeAnimatedGraphicsTemplatesRequest()${subAppId === undefined ? '' : `\n\tlist.SubAppId = common.Uint64Ptr(${subAppId})`}
	list.Type = common.StringPtr("Custom")
	list.Limit = common.Uint64Ptr(100)
	all, err := client.DescribeAnimatedGraphicsTemplates(list)
	check(err)
	for _, template := range all.Response.AnimatedGraphicsTemplateSet {
		if *template.Name == name {
			return template.Definition
		}
	}
	create := vod.NewCreateAnimatedGraphicsTemplateRequest()
	create.Name = common.StringPtr(name)
${entries(templateParams(job), '\t', (key, value) => `create.${key} = ${goValue(key, value)}`)}
	created, err := client.CreateAnimatedGraphicsTemplate(create)
	check(err)
	return created.Response.Definition
}`
      : `
func definition(*vod.Client) *uint64 {
	return common.Uint64Ptr(${template.Definition})
}`;
  return `
// go get github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/vod
package main

import (
	"fmt"
	"os"
	"time"

	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common"
	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/profile"
	vod "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/vod/v20180717"
)

func check(err error) {
	if err != nil {
		panic(err)
	}
}
${define}

func main() {
	credential := common.NewCredential(os.Getenv("CLIPLOOP_SECRET_ID"), os.Getenv("CLIPLOOP_SECRET_KEY"))
	settings := profile.NewClientProfile()
	settings.HttpProfile.Endpoint = ${json(job.host)}
	settings.HttpProfile.Scheme = ${json(job.https ? 'HTTPS' : 'HTTP')}
	client, err := vod.NewClient(credential, "", settings)
	check(err)

	request := vod.NewProcessMediaRequest()${app}
	request.FileId = common.StringPtr(${json(fileId)})
	request.MediaProcessTask = &vod.MediaProcessTaskInput{AnimatedGraphicTaskSet: []*vod.AnimatedGraphicTaskInput{{
		Definition:      definition(client),
		StartTimeOffset: common.Float64Ptr(${segment.StartTimeOffset}),
		EndTimeOffset:   common.Float64Ptr(${segment.EndTimeOffset}),
	}}}
	started, err := client.ProcessMedia(request)
	check(err)

	detail := vod.NewDescribeTaskDetailRequest()${app.replace('request.', 'detail.')}
	detail.TaskId = started.Response.TaskId
	for {
		time.Sleep(500 * time.Millisecond)
		task, err := client.DescribeTaskDetail(detail)
		check(err)
		if *task.Response.Status == "FINISH" || *task.Response.Status == "ABORTED" {
			result := task.Response.ProcedureTask.MediaProcessResultSet[0].AnimatedGraphicTask
			if result.Output != nil {
				fmt.Println(*result.Output.Url)
			} else {
				fmt.Println(*result.Message)
			}
			return
		}
	}
}`;
}

/** A function of the shell that signs and sends a request. @param text what is signed first, and the end of the arguments of curl */
const sender = ({ host, https }: Job, usage: string, setup: string, text: string, request: string): string => `
# The key pair is in CLIPLOOP_SECRET_ID and CLIPLOOP_SECRET_KEY.
vod() { # vod ${usage}
  local host=${host} now=$(date +%s) day=$(date -u +%F) key text${setup}
  sha() { printf %s "$1" | openssl dgst -sha256 | sed 's/.* //'; }
  mac() { printf %s "$2" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$1" | sed 's/.* //'; }
  text=$(printf ${text})
  text=$(printf 'TC3-HMAC-SHA256\\n%s\\n%s/vod/tc3_request\\n%s' "$now" "$day" "$(sha "$text")")
  key=$(printf %s "TC3$CLIPLOOP_SECRET_KEY" | od -An -tx1 | tr -d ' \\n')
  for part in "$day" vod tc3_request; do key=$(mac "$key" "$part"); done
  curl -sS ${request.replace('ORIGIN', `${https ? 'https' : 'http'}://$host`)} -H "X-TC-Timestamp: $now" -H 'Content-Type: application/json' \\
    -H "Authorization: TC3-HMAC-SHA256 Credential=$CLIPLOOP_SECRET_ID/$day/vod/tc3_request, SignedHeaders=content-type;host, Signature=$(mac "$key" "$text")" \\
    -w '\\n'
}`;

function curl(job: Job): string {
  return job.template === undefined ? curlWithSettings(job) : curlWithTemplate(job, job.template);
}

/** By the route for tasks with settings. */
function curlWithSettings(job: Job): string {
  const { segment, settings, fileId, subAppId } = job;
  const app = subAppId === undefined ? {} : { SubAppId: subAppId };
  const animation = { ...segment, ...wireSettings({ kind: 'own', own: settings }) };
  const body = json({ ...app, FileId: fileId, Animations: [animation] });
  const query = subAppId === undefined ? '' : `?SubAppId=${subAppId}`;
  const text = `'%s\\n%s\\n%s\\ncontent-type:application/json\\nhost:%s\\n\\ncontent-type;host\\n%s' "$1" "\${2%%\\?*}" "$query" "$host" "$(sha "$body")"`;
  return `${sender(
    job,
    'METHOD PATH [JSON]',
    ` body=\${3-} query=$(printf %s "$2" | sed -n "s/[^?]*?//p")`,
    text,
    `-X "$1" "ORIGIN$2" \${3+-d "$3"}`,
  )}
ANSWER=$(vod POST /x/v1/tasks ${quoted(body)})
echo "$ANSWER"
TASK=$(printf %s "$ANSWER" | sed -n 's/.*"TaskId":"\\([^"]*\\)".*/\\1/p')
# When the task has finished, print the animation with its URL:
while [ -n "$TASK" ] && sleep 1; do
  RESULT=$(vod GET "/x/v1/tasks/$TASK${query}")
  case $RESULT in *'"Status":"FINISH"'* | *'"Status":"ABORTED"'*) echo "$RESULT"; break ;; esac
done`;
}

function curlWithTemplate(job: Job, { Definition }: Template): string {
  const { segment, fileId, subAppId } = job;
  const app = subAppId === undefined ? {} : { SubAppId: subAppId };
  const MediaProcessTask = { AnimatedGraphicTaskSet: [{ Definition, ...segment }] };
  const list = json({ ...app, FileIds: [fileId], Filters: ['animatedGraphicsInfo'] });
  const text = `'POST\\n/\\n\\ncontent-type:application/json\\nhost:%s\\n\\ncontent-type;host\\n%s' "$host" "$(sha "$2")"`;
  return `${sender(job, 'ACTION JSON', '', text, `"ORIGIN/" -H "X-TC-Action: $1" -H 'X-TC-Version: 2018-07-17' -d "$2"`)}
vod ProcessMedia ${quoted(json({ ...app, FileId: fileId, MediaProcessTask }))}
# When the task has finished, list the animations with their URLs:
vod DescribeMediaInfos ${quoted(list)}`;
}

/** The same options for the command and the library. */
function options({ segment, settings: { width, height, fps, quality, more }, adaptive }: Job): Record<string, unknown> {
  return {
    start: segment.StartTimeOffset,
    ...(segment.EndTimeOffset !== 0 && { end: segment.EndTimeOffset }),
    ...(width !== 0 && { width }),
    ...(height !== 0 && { height }),
    ...(adaptive && (width !== 0 || height !== 0) && { resolutionAdaptive: true }),
    fps,
    // As a task does with a template that has a fraction.
    quality: Math.round(quality),
    ...(lowered(more) as object),
  };
}

/** Names of options begin in lower case, those of members of requests in upper case. */
function lowered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowered);
  if (typeof value !== 'object' || value === null) return value;
  const lower = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [lower(name), lowered(member)]));
}

/** A value as an argument of the command. */
function argument(value: unknown): string {
  const text = typeof value === 'object' ? json(value) : String(value);
  return /^[\w.%:/-]+$/.test(text) ? text : quoted(text);
}

/** The name of the output: that of the source with the extension of the format. */
function outputOf({ fileName, settings: { format } }: Job): string {
  const base = fileName.replace(/\.[^./\\]*$/, '') || 'animation';
  return `${base}.${format}`;
}

function cli(job: Job): string {
  const flags = Object.entries(options(job)).map(([name, value]) => {
    const flag = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    // A value that begins with a hyphen would be a flag.
    return value === true ? flag : `${flag}${String(value).startsWith('-') ? '=' : ' '}${argument(value)}`;
  });
  // A name that begins with a hyphen would be a flag.
  const path = (name: string) => quoted(name.startsWith('-') ? `./${name}` : name);
  return `cliploop ${path(job.fileName)} -o ${path(outputOf(job))} ${flags.join(' ')}`;
}

function library(job: Job): string {
  return `
import { animate } from '@cliploop/core';

const result = await animate({
  input: ${json(job.fileName)},
  output: ${json(outputOf(job))},
${entries(options(job), '  ', (name, value) => `${name}: ${json(value)},`)}
});
console.log(result.size, result.md5);`;
}

const writers: Readonly<Record<Language, (job: Job) => string>> = { node, python, go, curl, cli, library };
