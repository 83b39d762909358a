// A media process whose jobs end only by an abort.
process.on('message', ({ kind }) => {
  if (kind === 'abort') process.send?.({ kind: 'failed', code: 'ABORTED', message: 'aborted', retryable: false });
});
process.on('disconnect', () => process.exit(0));
process.send?.({ kind: 'ready' });
