import { BATCH } from '../../domain/event/queue.js';
import { MAX_OF_MEDIA as animationLimit } from '../../domain/media/animations.js';
import { classLevels, classQuota } from '../../domain/media-class/params.js';
import { subTaskLimit, taskBytesLimit } from '../../domain/procedure/media-process-task.js';
import { procedureQuota } from '../../domain/procedure/params.js';
import { templateQuota } from '../../domain/template/params.js';
import { paramLimits } from '../../wire/params/wire.js';
import { clockSkew, sizeLimits } from '../../wire/signature/request.js';
import { API_VERSION } from '../actions.js';
import { ugcCodes } from '../ugc/codes.js';

const kib = (bytes: number): string => (bytes < 2 ** 20 ? `${bytes / 2 ** 10} KiB` : `${bytes / 2 ** 20} MiB`);

const sdk = `import tencentcloud from 'tencentcloud-sdk-nodejs-vod';

const { CLIPLOOP_SECRET_ID: secretId, CLIPLOOP_SECRET_KEY: secretKey } = process.env;
const client = new tencentcloud.vod.v20180717.Client({
  credential: { secretId, secretKey },
  region: '',
  profile: { httpProfile: { endpoint: '127.0.0.1:8030', protocol: 'http://' } },
});
const { TaskId } = await client.ProcessMedia({
  FileId: '5285890784246869930',
  MediaProcessTask: {
    AnimatedGraphicTaskSet: [{ Definition: 20001, StartTimeOffset: 2, EndTimeOffset: 5 }],
  },
});
const { Status, ProcedureTask } = await client.DescribeTaskDetail({ TaskId });`;

const curl = `export CLIPLOOP_SECRET_ID=... CLIPLOOP_SECRET_KEY=... HOST=127.0.0.1:8030
hash() { openssl dgst -sha256 "$@" | sed 's/.* //'; }
vod() { # ACTION JSON
  local now day scope request text key sign
  read -r now day <<< "$(date -u '+%s %F')"
  scope=$day/vod/tc3_request
  request=$(printf 'POST\\n/\\n\\ncontent-type:application/json\\nhost:%s\\n\\ncontent-type;host\\n%s' \\
    "$HOST" "$(printf %s "$2" | hash)")
  text=$(printf 'TC3-HMAC-SHA256\\n%s\\n%s\\n%s' "$now" "$scope" "$(printf %s "$request" | hash)")
  key=$(printf %s "$day" | hash -mac HMAC -macopt "key:TC3$CLIPLOOP_SECRET_KEY")
  key=$(printf vod | hash -mac HMAC -macopt "hexkey:$key")
  key=$(printf tc3_request | hash -mac HMAC -macopt "hexkey:$key")
  sign=$(printf %s "$text" | hash -mac HMAC -macopt "hexkey:$key")
  curl -sS "http://$HOST/" --data-raw "$2" -H 'Content-Type: application/json' \\
    -H "X-TC-Action: $1" -H 'X-TC-Version: ${API_VERSION}' -H "X-TC-Timestamp: $now" -H "Authorization: \\
TC3-HMAC-SHA256 Credential=$CLIPLOOP_SECRET_ID/$scope, SignedHeaders=content-type;host, Signature=$sign"
}

vod DescribeAnimatedGraphicsTemplates '{"Type":"Preset"}'`;

const tc3 = `CanonicalRequest = METHOD \\n / \\n query as sent ("" for POST) \\n
                   "name:value\\n" of each signed header, names in lower case \\n
                   names of the signed headers, joined with ";" \\n
                   hex(SHA256(body))
StringToSign     = "TC3-HMAC-SHA256" \\n X-TC-Timestamp \\n date/service/tc3_request \\n
                   hex(SHA256(CanonicalRequest))
key              = HMAC(HMAC(HMAC("TC3" + SecretKey, date), service), "tc3_request")
Authorization    : TC3-HMAC-SHA256 Credential=SecretId/date/service/tc3_request,
                   SignedHeaders=content-type;host, Signature=hex(HMAC(key, StringToSign))`;

const v1 = `text      = METHOD + host + "/?" + all parameters except Signature, as "Name=value",
            sorted by name (capital letters first), joined with "&", not URL-encoded
Signature = base64(HMAC(SecretKey, text))`;

const failure = `{"Response": {"Error": {"Code": "InvalidParameterValue.Fps",
  "Message": "Fps must be an integer from 1 to 60, got 61"},
  "RequestId": "6ca31e3a-6b8e-4b4e-9256-fdc700064ef3"}}`;

/** Guide for all actions, in Markdown: headings of the second level, paragraphs, lists and code. */
export const guide = `
cliploop-server creates animated GIF, WebP and AVIF files from segments of videos. It implements the “animated graphics” part of the
Tencent Cloud VOD API 3.0, version ${API_VERSION}, and works with the official SDKs without changes.

## With an SDK

Use the key pair of the service: the values of its settings \`CLIPLOOP_SECRET_ID\` and \`CLIPLOOP_SECRET_KEY\`. If they are not set, the
first start creates a key pair and writes it to the file \`credentials\` of the data folder (default: \`.cliploop\` in the working directory).

\`\`\`js
${sdk}
\`\`\`

## With curl

Any client that can compute an HMAC can sign requests. This example needs bash and openssl:

\`\`\`sh
${curl}
\`\`\`

## Requests

Every action is a \`POST /\` with its parameters as a JSON object. Headers name the action:

- \`Content-Type\`: \`application/json\`
- \`X-TC-Action\`: name of the action
- \`X-TC-Version\`: \`${API_VERSION}\`
- \`X-TC-Timestamp\`: Unix seconds; may differ from the time of the service by at most ${clockSkew / 60} minutes
- \`Authorization\`: the signature

\`X-TC-Region\` is optional and has no effect. \`X-TC-TraceId\` is returned as a header of the response. Parameters that are null count
as missing. Unknown parameters, at any depth, are an \`UnknownParameter\` error. The message names the most similar known parameter.
Names are case-sensitive. Parameters that official SDKs may send but that have no effect are marked as ignored. Text lengths are in
characters. Times are in ISO 8601 with an offset from UTC: \`2026-01-31T08:00:00Z\`.

In a \`GET /\` or in a form, parameters are text with dotted names, and array elements are numbered from 0:
\`MediaProcessTask.AnimatedGraphicTaskSet.0.Definition=20001\`. The types in responses do not depend on the encoding of the request.
Inputs of other products are returned as given; values of a wrong type are left out.

## Signatures

For TC3-HMAC-SHA256, the date is the UTC date of X-TC-Timestamp, and the service is any name (\`vod\`). The signed headers include at
least \`content-type\` and \`host\`. The host is signed with or without its port:

\`\`\`
${tc3}
\`\`\`

The older methods HmacSHA1 and HmacSHA256 are for GET requests and forms. \`Action\`, \`Version\`, \`Timestamp\`, \`Nonce\`,
\`SecretId\`, \`SignatureMethod\` (default: \`HmacSHA1\`) and \`Signature\` are sent with the parameters of the action:

\`\`\`
${v1}
\`\`\`

Sign every request anew: a change is made once for each signature. A signature that is used again is refused with
\`AuthFailure.SignatureExpire\`, or with \`AuthFailure.SignatureFailure\` for another action. Equal changes in one second have the same
signature of TC3-HMAC-SHA256; they are accepted when each request has a new UUID as X-TC-TraceId.

Every action needs a right of the key pair: \`read\`, \`process\`, \`manage\` or \`upload\`. A key pair may be limited to applications.

The routes under \`/x/v1\` (see Console) are signed in the same way, with their method, path and query in the first three lines. The action
is not a header.

## Responses

Every response of an action has status 200, the Content-Type \`application/json\` and a body with \`Response\`. Requests that are incomplete or not valid
HTTP get the same body with status 400, 408 or 431. \`Response.RequestId\` identifies the request in the log.
An error has \`Response.Error\` instead of a result:

\`\`\`json
${failure}
\`\`\`

IDs of media and tasks are text. Times in responses are in UTC and have whole seconds. Retry requests after \`InternalError\` and
\`ServiceUnavailable\`. After other codes, change the request first. The codes of each action are those of the official SDKs; this service
does not return all of them.

## Uploads from browsers

A web page uploads files with a signature instead of a key: \`POST /v3/index.php\` with the query \`Action=PrepareUploadUGC\`,
\`ApplyUploadUGC\` or \`CommitUploadUGC\`, as \`vod-js-sdk-v6\` does. \`cliploop-server sign\` creates signatures. The body is JSON. The
response has status 200 and is JSON too: \`{"code": 0, "message": "", "data": {}}\`. The codes are:

${Object.entries(ugcCodes)
  .map(([code, meaning]) => `- \`${code}\`: ${meaning}`)
  .join('\n')}

## Limits

- Request: ${kib(sizeLimits.jsonBody)} of JSON, ${kib(sizeLimits.formBody)} of a form, ${kib(sizeLimits.query)} of a query; ${paramLimits.count} values, nested up to ${paramLimits.depth} levels.
- Application: ${templateQuota} templates, ${procedureQuota} task flows, ${classQuota} classes in ${classLevels} levels.
- Texts and arrays: as described for each parameter, else ${paramLimits.text} characters and ${paramLimits.elements} elements.
- Task: ${subTaskLimit} sub-tasks of all kinds together, and ${taskBytesLimit} bytes of instructions as JSON.
- Lists of media and task flows: 20 MB per response; of each media, the newest ${animationLimit} animations.
- PullEvents: ${BATCH} events and 1 MiB per response. A larger event comes alone. Events can be pulled for 4 days. A pulled event can be confirmed for 30 s.
- Callback: must be answered with status 200 within 10 s. Otherwise it is retried for about a day, at growing intervals. A callback may be
  sent twice and out of order.
`.trim();
