// A media process whose decoder crashes at the first file.
process.on('message', () => process.kill(process.pid, 'SIGSEGV'));
process.send?.({ kind: 'ready' });
