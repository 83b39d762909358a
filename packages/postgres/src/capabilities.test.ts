import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findPackage } from './engine-package.js';
import { layoutOf } from './layout.js';
import { readPostmaster } from './postmaster.js';
import { processesWithCwd, signal, waitUntil } from './processes.js';
import { clusterFolder, isRoot, killed, messageWhere, service, temporaryFolder } from './testing/harness.js';

/** The least with which PostgreSQL can run as another user. Containers of Docker also lack CAP_SYS_PTRACE. */
const few = '-all,+chown,+dac_override,+fowner,+setgid,+setuid';

const ready = (child: ChildProcess) => messageWhere(child, (message) => message.ready === true);

async function stopped(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.send('stop');
  await exit;
}

test.runIf(isRoot)('creates, starts and stops a server as root with few capabilities', async () => {
  const dataDir = join(temporaryFolder(), 'data');
  const { data } = layoutOf(dataDir);
  const child = await service({ options: { dataDir } }, { capabilities: few });
  expect((await ready(child)).error).toBeUndefined();
  expect(processesWithCwd(data)).not.toEqual([]);
  await stopped(child);
  expect(processesWithCwd(data)).toEqual([]);
});

test.runIf(isRoot)(
  'finds, replaces and restarts servers of killed services as root with few capabilities',
  async () => {
    const dataDir = await clusterFolder();
    const { data } = layoutOf(dataDir);
    const first = await service({ options: { dataDir } }, { capabilities: few });
    const { pid } = await ready(first);
    await killed(first);
    const second = await service({ options: { dataDir } }, { capabilities: few });
    expect(await ready(second)).toMatchObject({ pid, attached: true });
    await killed(second);
    const other = { ...findPackage(), version: 'another version' };
    const third = await service({ options: { dataDir }, source: other }, { capabilities: few });
    const replaced = await ready(third);
    expect(replaced.attached).toBe(false);
    expect(replaced.pid).not.toBe(pid);
    signal(replaced.pid as number, 'SIGKILL');
    const isAnother = () => readPostmaster(data)?.status === 'ready' && readPostmaster(data)?.pid !== replaced.pid;
    expect(await waitUntil(20_000, isAnother)).toBe(true);
    await stopped(third);
    expect(processesWithCwd(data)).toEqual([]);
  },
);

test.runIf(isRoot)('ends the processes of a server that was killed, as root with few capabilities', async () => {
  const dataDir = await clusterFolder();
  const { data } = layoutOf(dataDir);
  const first = await service({ options: { dataDir } }, { capabilities: few });
  const { pid } = await ready(first);
  await killed(first);
  // Stopped processes do not see that their server has ended.
  const others = processesWithCwd(data).filter((of) => of !== pid);
  for (const other of others) {
    signal(other, 'SIGSTOP');
  }
  signal(pid as number, 'SIGKILL');
  const second = await service({ options: { dataDir } }, { capabilities: few });
  expect((await ready(second)).error).toBeUndefined();
  expect(processesWithCwd(data).filter((of) => others.includes(of))).toEqual([]);
  second.send('abandon');
  expect(await waitUntil(20_000, () => processesWithCwd(data).length === 0)).toBe(true);
});

test.runIf(isRoot).each([
  ['-all', 'CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_FOWNER, CAP_SETGID, CAP_SETUID'],
  ['-setuid', 'CAP_SETUID'],
  ['-chown', 'CAP_CHOWN'],
  ['-all,+chown,+fowner,+setgid,+setuid', 'CAP_DAC_OVERRIDE'],
])('names the capabilities that root needs and does not have: %s', async (capabilities, missing) => {
  const child = await service({ options: { dataDir: join(temporaryFolder(), 'data') } }, { capabilities });
  const { error } = await ready(child);
  expect(error?.message).toContain(
    `The service is root without ${missing}, and needs them to run PostgreSQL as another user. ` +
      'Add these capabilities, or run the service as another user, which needs none.',
  );
});
