// Prints the MD5 of the output of a job: node sum-child.mjs OPTIONS
import { animate } from '@cliploop/core';

process.stdout.write((await animate(JSON.parse(process.argv[2]))).md5);
