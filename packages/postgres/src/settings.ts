/** Part of the name of the socket. PostgreSQL does not listen on TCP. */
export const port = 5432;
/** The role of the service. It owns the schemas of the database and nothing else. */
export const owner = 'cliploop';
/** The bootstrap superuser, which cannot log in. See `setUp`. */
export const superuser = 'cliploop_superuser';
export const database = 'cliploop';

/**
 * Command line of the server. All settings are arguments, none is in postgresql.conf: a newer service applies its own settings,
 * and postmaster.opts shows whether a running server has the same ones.
 *
 * An idle server takes about 16 MB (PSS): no I/O workers, no replication launcher, no parallel workers. `fsync` and
 * `full_page_writes` stay on, so that committed transactions are on the disk.
 *
 * @param data data directory, see `dataArgument`
 * @param sockets folder of the socket, absolute or relative to the data directory
 */
export function serverArguments(version: string, data: string, sockets: string): string[] {
  const settings: Record<string, string | number> = {
    cluster_name: `cliploop ${version}`,
    listen_addresses: '',
    port,
    unix_socket_directories: `"${sockets}"`,
    unix_socket_permissions: '0700',
    max_connections: 50,
    // Ends the query of a killed client, and releases its locks.
    client_connection_check_interval: '2s',

    shared_buffers: '32MB',
    maintenance_work_mem: '32MB',
    huge_pages: 'off',
    jit: 'off',
    io_method: 'sync',
    max_worker_processes: 0,
    max_parallel_workers_per_gather: 0,
    max_parallel_maintenance_workers: 0,
    max_logical_replication_workers: 0,
    autovacuum_worker_slots: 2,
    autovacuum_max_workers: 1,

    wal_level: 'minimal',
    max_wal_senders: 0,
    max_wal_size: '256MB',
    checkpoint_timeout: '15min',

    timezone: 'UTC',
    log_timezone: 'UTC',
    log_destination: 'stderr',
    logging_collector: 'off',
    log_line_prefix: '%m [%p] ',
    log_checkpoints: 'off',
  };
  return ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** Environment of the server, without PG* variables and LD_LIBRARY_PATH of the service. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}
