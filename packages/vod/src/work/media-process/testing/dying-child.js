// A media process that crashes at the first job.
process.on('message', () => process.kill(process.pid, 'SIGSEGV'));
process.send?.({ kind: 'ready' });
