// A media process that cannot start, like Node without threads.
process.abort();
