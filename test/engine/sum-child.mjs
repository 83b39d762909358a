// The MD5 of what a job makes: node sum-child.mjs OPTIONS
import { animate } from '@cliploop/core';

process.stdout.write((await animate(JSON.parse(process.argv[2]))).md5);
