import { expect, test } from 'vitest';
import { bucketOf, isCos } from './host.js';

const own = 'cliploop-1500000000';

test.each([
  ['cliploop-1500000000.cos.ap-guangzhou.myqcloud.com', own],
  ['cliploop-1500000000.cos.ap-guangzhou.tencentcos.cn:443', own],
  ['CLIPLOOP-1500000000.localhost:9000', own],
  ['cliploop-1500000000.media.example.org', own],
  ['other-1.cos.ap-beijing.myqcloud.com', 'other-1'],
  ['cliploop-1500000000', undefined],
  ['cliploop-15000000001.localhost', undefined],
  ['vod-1.example.org', undefined],
  ['127.0.0.1:9000', undefined],
  ['a.cos.ap-beijing.myqcloud.com', undefined],
  ['other-1.cos.ap-beijing.myqcloud.com.example.org', undefined],
  [undefined, undefined],
])('the bucket of %s is %s', (host, bucket) => {
  expect(bucketOf(host, own)).toBe(bucket);
});

test.each<[boolean, string, Record<string, string>]>([
  [true, 'GET', { host: 'cliploop-1500000000.localhost' }],
  [true, 'PUT', { host: '127.0.0.1:9000', authorization: 'q-sign-algorithm=sha1&q-ak=a' }],
  [true, 'OPTIONS', { host: '127.0.0.1:9000', 'access-control-request-headers': 'authorization,X-COS-Security-Token' }],
  [false, 'OPTIONS', { host: '127.0.0.1:9000', 'access-control-request-headers': 'content-type' }],
  [false, 'GET', { host: '127.0.0.1:9000', 'access-control-request-headers': 'x-cos-security-token' }],
  [false, 'POST', { host: 'vod.tencentcloudapi.com', authorization: 'TC3-HMAC-SHA256 Credential=a' }],
  [false, 'POST', {}],
])('%s: %s %j', (expected, method, headers) => {
  expect(isCos({ method, headers }, own)).toBe(expected);
});
