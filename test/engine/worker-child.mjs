// A worker thread that runs one job and tells its parent how it ended.
import { parentPort, workerData } from 'node:worker_threads';
import { animate } from '@cliploop/core';

const { data, ...result } = await animate(workerData);
parentPort.postMessage(result);
