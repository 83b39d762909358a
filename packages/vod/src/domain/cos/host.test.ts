import { expect, test } from 'vitest';
import { bucketOf, hostOf, isCos } from './host.js';

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
  [true, 'PUT', { host: 'vod2.qcloud.com', 'vod-forward-cos': 'cliploop-1500000000.cos.ap-guangzhou.myqcloud.com' }],
  [false, 'POST', { host: 'vod2.qcloud.com', 'vod-forward-cos': 'vod.tencentcloudapi.com' }],
  [false, 'POST', { host: 'vod2.qcloud.com', 'vod-forward-cos': 'cliploop-15000000001.localhost' }],
  [false, 'POST', { host: 'vod2.qcloud.com', 'vod-forward-cos': '' }],
  [true, 'PUT', { host: '127.0.0.1:9000', authorization: 'AWS4-HMAC-SHA256 Credential=a' }],
  [true, 'GET', { host: '127.0.0.1:9000', authorization: 'AWS4-ECDSA-P256-SHA256 Credential=a' }],
  [true, 'PUT', { host: 'vod.tencentcloudapi.com', authorization: 'AWS AKIDabc:c2lnbmF0dXJl' }],
  [false, 'PUT', { host: '127.0.0.1:9000', authorization: 'AWS' }],
  [false, 'PUT', { host: '127.0.0.1:9000', authorization: 'Basic QVdTNC0=' }],
  [true, 'OPTIONS', { host: '127.0.0.1:9000', 'access-control-request-headers': 'authorization,x-amz-content-sha256' }],
])('%s: %s / %j', (expected, method, headers) => {
  expect(isCos({ method, url: '/', headers }, own)).toBe(expected);
});

test.each([
  [true, '/cliploop-1500000000/a.mp4?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a&X-Amz-Signature=b'],
  [true, '/a.mp4?AWSAccessKeyId=a&Expires=1&Signature=b'],
  [true, '/a.mp4?x-id=PutObject&x-amz-signature=b'],
  [false, '/?Action=DescribeMediaInfos&SecretId=a&Signature=b'],
  [false, '/files/X-Amz-Signature=a'],
  [false, '/files/a&X-Amz-Signature=b/c.gif'],
  [false, '/?Action=PullUpload&MediaUrl=https://store.example/a.mp4?X-Amz-Signature=b'],
  [false, '/?Action=DescribeMediaInfos&X-Amz-Signature=b'],
  [false, '/?next=X-Amz-Signature=b'],
])('%s: a request without headers for %s', (expected, url) => {
  expect(isCos({ method: 'GET', url, headers: { host: '127.0.0.1:9000' } }, own)).toBe(expected);
});

test('routes a request by its Authorization header, whatever its URL contains', () => {
  const headers = { host: '127.0.0.1:9000', authorization: 'TC3-HMAC-SHA256 Credential=a' };
  expect(isCos({ method: 'POST', url: '/?X-Amz-Signature=b', headers }, own)).toBe(false);
});

const bucket = 'cliploop-1500000000.cos.ap-guangzhou.myqcloud.com';

test.each([
  ['the host that is forwarded to', 'vod2.qcloud.com', bucket, bucket],
  [
    'another bucket, which is refused by its name',
    'vod2.qcloud.com',
    'other-1.cos.ap-beijing.myqcloud.com',
    'other-1.cos.ap-beijing.myqcloud.com',
  ],
  ['no bucket', 'vod2.qcloud.com', 'vod.tencentcloudapi.com', 'vod2.qcloud.com'],
  ['nothing', 'vod2.qcloud.com', '', 'vod2.qcloud.com'],
  ['one that comes after a path', 'vod2.qcloud.com', `a/${bucket}`, 'vod2.qcloud.com'],
  [
    'a bucket beside a host that names one',
    'other-1.cos.ap-beijing.myqcloud.com',
    bucket,
    'other-1.cos.ap-beijing.myqcloud.com',
  ],
])('a client means, when Vod-Forward-Cos names %s', (_, host, forwarded, expected) => {
  expect(hostOf({ host, 'vod-forward-cos': forwarded }, own)).toBe(expected);
  expect(hostOf({ host }, own)).toBe(host);
});
