// Uploads a file with the unmodified official SDK: `node node-sdk-child.cjs '{"MediaFilePath": ...}'`. The environment names
// the key pair, the proxy and the certificate. Prints the answer of CommitUpload, or the error.
const { VodUploadClient, VodUploadRequest } = require('vod-node-sdk');

const { CLIPLOOP_SECRET_ID, CLIPLOOP_SECRET_KEY } = process.env;
const client = new VodUploadClient(CLIPLOOP_SECRET_ID, CLIPLOOP_SECRET_KEY);
const request = Object.assign(new VodUploadRequest(), JSON.parse(process.argv[2]));
client.upload('ap-guangzhou', request, (error, answer) => {
  console.log(JSON.stringify(error ? { error: error.message ?? String(error) } : answer));
});
