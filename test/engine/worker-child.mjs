// A worker thread that runs one job and reports the outcome to its parent.
import { parentPort, workerData } from 'node:worker_threads';
import { animate } from '@cliploop/core';

const { data, ...result } = await animate(workerData);
parentPort.postMessage(result);
