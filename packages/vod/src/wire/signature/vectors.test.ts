import { expect, test } from 'vitest';
import { decodeParams } from '../params/decode.js';
import type { SignedRequest } from './request.js';
import { verifyRequest } from './verify-request.js';

/*
 * Recorded requests of the official Node client (with test keys), and examples of the public documentation of signatures.
 */

const keys: Record<string, string> = {
  AKIDfakefakefake: 'fakesecretkey123',
  AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE: 'Gu5t9xGARNpq86cd98joQYCN3EXAMPLE',
};
const findKey = async (secretId: string) => ({ secretKey: keys[secretId] ?? '', enabled: true });

const processMedia = {
  FileId: '5285890784246869930',
  SubAppId: 1500000001,
  MediaProcessTask: { AnimatedGraphicTaskSet: [{ Definition: 20001, StartTimeOffset: 2, EndTimeOffset: 5 }] },
  TasksPriority: 0,
  TasksNotifyMode: 'Finish',
  SessionContext: '会话',
  SessionId: 's-1',
};
const dotted =
  'FileId=5285890784246869930&SubAppId=1500000001&MediaProcessTask.AnimatedGraphicTaskSet.0.Definition=20001&MediaProcessTask.AnimatedGraphicTaskSet.0.StartTimeOffset=2&MediaProcessTask.AnimatedGraphicTaskSet.0.EndTimeOffset=5&TasksPriority=0&TasksNotifyMode=Finish&SessionContext=%E4%BC%9A%E8%AF%9D&SessionId=s-1';

interface Vector {
  head: string;
  body?: string;
  /** Unix seconds. */
  at: number;
  expected: Record<string, unknown>;
  params: unknown;
}

const traceId = 'cffce9ea-0203-4aee-ab47-01e0fa34e8a0';
const scope = (service: string): string => `Credential=AKIDfakefakefake/2026-11-22/${service}/tc3_request`;
const tc3Head = (action: string, type = 'application/json'): string => `X-TC-TraceId: ${traceId}
X-TC-Action: ${action}
X-TC-Timestamp: 1795329303
X-TC-Version: 2018-07-17
X-TC-RequestClient: SDK_NODEJS_4.1.220
Content-Type: ${type}`;

const vectors: Record<string, Vector> = {
  'TC3 POST, host signed without its port': {
    head: `POST / HTTP/1.1
Host: 127.0.0.1:41903
${tc3Head('ProcessMedia')}
X-TC-Region: ap-guangzhou
Authorization: TC3-HMAC-SHA256 ${scope('127')}, SignedHeaders=content-type;host, Signature=51c339d248c4c2dc07808ae63d6b83642e1e67e21456f061af1fd5aef0b06f38`,
    body: JSON.stringify(processMedia),
    at: 1795329303,
    expected: { action: 'ProcessMedia', region: 'ap-guangzhou', requestClient: 'SDK_NODEJS_4.1.220', traceId },
    params: processMedia,
  },
  'TC3 POST without parameters and region': {
    head: `POST / HTTP/1.1
Host: 127.0.0.1:41903
${tc3Head('DescribeAnimatedGraphicsTemplates')}
Authorization: TC3-HMAC-SHA256 ${scope('127')}, SignedHeaders=content-type;host, Signature=9f5cfb90f4af4c2440a2552a3942fa429b8af1508aa0e0320c0b9b346d3231c7`,
    body: '{}',
    at: 1795329303,
    expected: { action: 'DescribeAnimatedGraphicsTemplates', region: undefined, token: undefined },
    params: {},
  },
  'TC3 POST with a port in the service, a token and a language': {
    head: `POST / HTTP/1.1
Host: localhost:41903
${tc3Head('DescribeAnimatedGraphicsTemplates')}
X-TC-Token: TOK
X-TC-Language: en-US
Authorization: TC3-HMAC-SHA256 ${scope('localhost:41903')}, SignedHeaders=content-type;host, Signature=2d33edeb3377d8c337d7bec3727a650322e0ba0f82aeb922f70ab672d287ac15`,
    body: '{"Type":"Preset"}',
    at: 1795329303,
    expected: { action: 'DescribeAnimatedGraphicsTemplates', token: 'TOK', language: 'en-US' },
    params: { Type: 'Preset' },
  },
  'TC3 GET': {
    head: `GET /?${dotted} HTTP/1.1
Host: 127.0.0.1:41903
${tc3Head('ProcessMedia', 'application/x-www-form-urlencoded')}
Authorization: TC3-HMAC-SHA256 ${scope('127')}, SignedHeaders=content-type;host, Signature=428db77d3caf571c9c812c71be647d21625102c74eca5a3b1f6ede4a0e623bf9`,
    at: 1795329303,
    expected: { action: 'ProcessMedia' },
    params: asText(processMedia),
  },
  'TC3 as publicly described': {
    head: `POST / HTTP/1.1
Host: cvm.tencentcloudapi.com
Content-Type: application/json; charset=utf-8
X-TC-Action: DescribeInstances
X-TC-Version: 2017-03-12
X-TC-Timestamp: 1551113065
Authorization: TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host, Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168`,
    body: '{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}',
    at: 1551113065,
    expected: { action: 'DescribeInstances', secretId: 'AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE' },
    params: { Limit: 1, Filters: [{ Values: ['未命名'], Name: 'instance-name' }] },
  },
  'HmacSHA256 POST, host signed with its port': {
    head: `POST / HTTP/1.1
X-TC-TraceId: ${traceId}
Content-Type: application/x-www-form-urlencoded
Host: 127.0.0.1:41903`,
    body: `${dotted}&Action=ProcessMedia&RequestClient=SDK_NODEJS_4.1.220&Nonce=63528&Timestamp=1795329304&Version=2018-07-17&SecretId=AKIDfakefakefake&Region=ap-guangzhou&SignatureMethod=HmacSHA256&Signature=UoFvrjRGW3%2BIjaIX7RZKFuS6UHBwTmPU4TIKyKhy0Zo%3D`,
    at: 1795329304,
    expected: { action: 'ProcessMedia', region: 'ap-guangzhou', requestClient: 'SDK_NODEJS_4.1.220', traceId },
    params: asText(processMedia),
  },
  'HmacSHA1 GET': {
    head: `GET /?Definitions.0=20000&Definitions.1=20001&Action=DescribeAnimatedGraphicsTemplates&RequestClient=SDK_NODEJS_4.1.220&Nonce=18452&Timestamp=1795329304&Version=2018-07-17&SecretId=AKIDfakefakefake&Region=ap-guangzhou&SignatureMethod=HmacSHA1&Signature=DL9kxGlj5Ikls8ECtg8OOIiT4N0%3D HTTP/1.1
Host: 127.0.0.1:41903`,
    at: 1795329304,
    expected: { action: 'DescribeAnimatedGraphicsTemplates', traceId: undefined },
    params: { Definitions: ['20000', '20001'] },
  },
  'HmacSHA1 as publicly described, without naming the method': {
    head: `GET /?Action=DescribeInstances&InstanceIds.0=ins-09dx96dg&Limit=20&Nonce=11886&Offset=0&Region=ap-guangzhou&SecretId=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE&Timestamp=1465185768&Version=2017-03-12&Signature=EliP9YW3pW28FpsEdkXt%2F%2BWcGeI%3D HTTP/1.1
Host: cvm.tencentcloudapi.com`,
    at: 1465185768,
    expected: { action: 'DescribeInstances', version: '2017-03-12' },
    params: { InstanceIds: ['ins-09dx96dg'], Limit: '20', Offset: '0' },
  },
};

test.each(Object.entries(vectors))('%s', async (_, { head, body, at, expected, params }) => {
  const verified = await verifyRequest(parse(head, body), findKey, new Date(at * 1000));
  expect(verified).toMatchObject(expected);
  expect(decodeParams(verified.params).values).toEqual(params);
});

function parse(head: string, body = ''): SignedRequest {
  const [first = '', ...lines] = head.split('\n');
  const [method = '', target = ''] = first.split(' ');
  const [path = '', query = ''] = target.split('?');
  const headers = lines.map((line) => {
    const colon = line.indexOf(': ');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 2)];
  });
  return { method, path, query, headers: Object.fromEntries(headers), body: Buffer.from(body) };
}

/** Converts values to text, as in a query string. */
function asText(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asText);
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, asText(member)]));
}
