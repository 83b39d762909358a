import { BATCH } from '../../domain/event/queue.js';
import { classLevels, classQuota } from '../../domain/media-class/params.js';
import { animatedGraphicTaskLimit } from '../../domain/procedure/media-process-task.js';
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
                   "name:value\\n" of each signed header, names in small letters \\n
                   names of the signed headers, with ";" between \\n
                   hex(SHA256(body))
StringToSign     = "TC3-HMAC-SHA256" \\n X-TC-Timestamp \\n date/service/tc3_request \\n
                   hex(SHA256(CanonicalRequest))
key              = HMAC(HMAC(HMAC("TC3" + SecretKey, date), service), "tc3_request")
Authorization    : TC3-HMAC-SHA256 Credential=SecretId/date/service/tc3_request,
                   SignedHeaders=content-type;host, Signature=hex(HMAC(key, StringToSign))`;

const v1 = `text      = METHOD + host + "/?" + all parameters but Signature, as "Name=value",
            sorted by name (capital letters first), with "&" between, not URL-encoded
Signature = base64(HMAC(SecretKey, text))`;

const failure = `{"Response": {"Error": {"Code": "InvalidParameterValue.Fps",
  "Message": "Fps must be an integer from 1 to 60, got 61"},
  "RequestId": "6ca31e3a-6b8e-4b4e-9256-fdc700064ef3"}}`;

/** What is true of all actions, in Markdown: headings of the second level, paragraphs, lists and code. */
export const guide = `
cliploop-server makes animated GIF and WebP of segments of videos. It speaks the “animated graphics” part of Tencent Cloud VOD’s
API 3.0, version ${API_VERSION}, so that the official SDKs work with it as they are.

## With an SDK

The key pair is the one that the service was given in \`CLIPLOOP_SECRET_ID\` and \`CLIPLOOP_SECRET_KEY\`. Without them, the first start
made a pair and put it into the file \`credentials\` of the data folder (\`.cliploop\` where the service was started).

\`\`\`js
${sdk}
\`\`\`

## With curl

Any client that can compute an HMAC will do. In bash, with openssl:

\`\`\`sh
${curl}
\`\`\`

## Requests

Every action is a \`POST /\` with its parameters as a JSON object. Headers say which action it is:

- \`Content-Type\`: \`application/json\`
- \`X-TC-Action\`: the action
- \`X-TC-Version\`: \`${API_VERSION}\`
- \`X-TC-Timestamp\`: Unix seconds, at most ${clockSkew / 60} minutes off
- \`Authorization\`: the signature

\`X-TC-Region\` is not needed. \`X-TC-TraceId\` is returned as a header of the answer. Parameters that are null count as not given.
Unknown parameters are refused with \`UnknownParameter\`, at any depth; names are case-sensitive. The message names the most similar
known parameter. Parameters that official SDKs may send but that have no effect here are marked as ignored. Lengths of text are in
characters. Times are ISO 8601 with their offset from UTC: \`2026-01-31T08:00:00Z\`.

As a \`GET /\`, or as a form, parameters are text with dotted names, arrays counted from 0:
\`MediaProcessTask.AnimatedGraphicTaskSet.0.Definition=20001\`. The types in answers do not depend on the encoding of the request.
Inputs of other products are returned as given; values of a wrong type are left out.

## Signatures

With TC3-HMAC-SHA256, the date is the UTC date of X-TC-Timestamp, the service is any word (\`vod\`), and at least \`content-type\` and
\`host\` are signed, the host with or without its port:

\`\`\`
${tc3}
\`\`\`

The older HmacSHA1 and HmacSHA256 are for GET and for forms. \`Action\`, \`Version\`, \`Timestamp\`, \`Nonce\`, \`SecretId\`,
\`SignatureMethod\` (\`HmacSHA1\` when absent) and \`Signature\` are then parameters like those of the action:

\`\`\`
${v1}
\`\`\`

## Answers

Every answer has status 200, the Content-Type \`application/json\` and a body with \`Response\`. Requests that are not complete, valid
HTTP get the same body with status 400, 408 or 431. \`Response.RequestId\` identifies the answer in the log.
An error has \`Response.Error\` instead of a result:

\`\`\`json
${failure}
\`\`\`

Ids of media and tasks are text. Times in answers are in UTC and have whole seconds. Retry after \`InternalError\` and
\`ServiceUnavailable\`; other codes stay the same until the request or the state of the service changes. The codes listed for an action
are those of the official SDKs; some have no cause in this service.

## Uploads from browsers

A page uploads with a signature instead of a key: \`POST /v3/index.php\` with the query \`Action=PrepareUploadUGC\`, \`ApplyUploadUGC\` or
\`CommitUploadUGC\`, as \`vod-js-sdk-v6\` does it. \`cliploop-server sign\` makes signatures. The body is JSON, and so is the answer, with status 200:
\`{"code": 0, "message": "", "data": {}}\`. Its codes are:

${Object.entries(ugcCodes)
  .map(([code, meaning]) => `- \`${code}\`: ${meaning}`)
  .join('\n')}

## Limits

- Of a request: ${kib(sizeLimits.jsonBody)} of JSON, ${kib(sizeLimits.formBody)} of a form, ${kib(sizeLimits.query)} of a query; ${paramLimits.count} values, nested ${paramLimits.depth} deep.
- In an application: ${templateQuota} templates, ${procedureQuota} task flows, ${classQuota} classes in ${classLevels} levels.
- In a task: ${animatedGraphicTaskLimit} animations.
- In an answer of PullEvents: ${BATCH} events. They wait 4 days to be pulled, and each 30 s to be confirmed.
- A callback has 10 s to be answered with status 200. Others are tried again for about a day, at growing intervals. It may come twice and
  out of order.
`.trim();
