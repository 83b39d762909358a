// Runs the unmodified SDK for WeChat mini programs, with a test implementation of `wx` for requests and files.
const { request } = require('node:http');
const fs = require('node:fs');

const { port, signature, videoPath, coverPath, name } = JSON.parse(process.argv[2]);
const storage = new Map();

function ask({ url, method = 'GET', data = '', header = {}, dataType = 'json', success, fail }) {
  const { host, pathname, search } = new URL(url);
  if (host !== 'vod2.qcloud.com')
    return void setImmediate(fail, { errMsg: `request:fail ${host} is not a server domain` });
  const isObject = typeof data === 'object' && !(data instanceof ArrayBuffer);
  const body = data instanceof ArrayBuffer ? Buffer.from(data) : Buffer.from(isObject ? JSON.stringify(data) : data);
  const headers = { Host: host, ...(isObject && { 'content-type': 'application/json' }), ...header };
  if (method !== 'GET') headers['Content-Length'] = body.length;
  const sent = request({ port, method, path: `${pathname}${search}`, headers }, (response) => {
    const chunks = [];
    response
      .on('data', (chunk) => chunks.push(chunk))
      .on('end', () => {
        const text = Buffer.concat(chunks).toString();
        success({
          statusCode: response.statusCode,
          header: response.headers,
          data: dataType === 'json' ? JSON.parse(text) : text,
        });
      });
  });
  sent.on('error', (error) => fail({ errMsg: `request:fail ${error.message}` }));
  sent.end(method === 'GET' ? undefined : body);
  return { abort: () => sent.destroy() };
}

const answered =
  (work) =>
  ({ success, fail, ...options }) => {
    try {
      success(work(options));
    } catch (error) {
      fail({ errMsg: error.message });
    }
  };

global.window = global;
global.wx = {
  request: ask,
  uploadFile: () => {
    throw new Error('files go out in pieces');
  },
  getFileSystemManager: () => ({
    stat: answered(({ path }) => ({ stats: fs.statSync(path) })),
    readFile: answered(({ filePath, position = 0, length }) => {
      const bytes = fs.readFileSync(filePath);
      const piece = bytes.subarray(position, length === undefined ? undefined : position + length);
      return { data: piece.buffer.slice(piece.byteOffset, piece.byteOffset + piece.length) };
    }),
  }),
  getSystemInfoSync: () => ({ brand: 'test', model: 'test', version: '8.0.0', SDKVersion: '3.0.0', platform: 'test' }),
  getSystemInfo: ({ success }) => success?.(global.wx.getSystemInfoSync()),
  getNetworkType: ({ success }) => success?.({ networkType: 'wifi' }),
  onNetworkStatusChange: () => {},
  canIUse: () => false,
  getStorageSync: (key) => storage.get(key) ?? '',
  setStorageSync: (key, value) => storage.set(key, value),
  removeStorageSync: (key) => storage.delete(key),
};
// Prints the URL of each request.
console.log = () => {};

const end = (result) => {
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit());
};
const { size } = fs.statSync(videoPath);
require('vod-wx-sdk-v2').start({
  mediaFile: { tempFilePath: videoPath, size },
  mediaName: name,
  ...(coverPath && {
    coverFile: { tempFilePaths: [coverPath], tempFiles: [{ size: fs.statSync(coverPath).size }] },
  }),
  getSignature: (callback) => callback(signature),
  progress: () => {},
  finish: ({ fileId }) => end({ fileId }),
  error: (error) => end({ error: error.data ? `${error.data.code}: ${error.data.message}` : JSON.stringify(error) }),
});
