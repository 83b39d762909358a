import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { i18n } from '../i18n/index.ts';
import { closeButton, notify } from './notify.ts';

/** A file of the console was not loaded. After an upgrade of the service, the files of an open page exist no more. */
export class FailedImport extends Error {
  constructor(cause: unknown) {
    // By these words, the router knows it. It loads the page again, but only once.
    super(`Failed to fetch dynamically imported module: ${cause instanceof Error ? cause.message : cause}`, { cause });
    this.name = 'FailedImport';
  }
}

/** Waits for the code of a part. @throws FailedImport */
export function imported<T>(code: Promise<T>): Promise<T> {
  return code.catch((error: unknown) => {
    throw new FailedImport(error);
  });
}

/** Says that a part was not loaded and why. The page stays as it is, with what was typed. */
export async function reportFailedImport(): Promise<void> {
  if (!(await isReachable())) return notify.problem(i18n.t('error.hint.NoConnection'));
  notifications.show({
    ...closeButton(),
    id: 'outdated',
    role: 'alert',
    color: 'accent',
    autoClose: false,
    title: i18n.t('error.outdated'),
    message: <Reload />,
  });
}

/** Loads the page again, with the new files. */
export function Reload() {
  return (
    <Button size="xs" mt="xs" onClick={() => location.reload()}>
      {i18n.t('error.page.reload')}
    </Button>
  );
}

async function isReachable(): Promise<boolean> {
  try {
    await fetch(import.meta.env.BASE_URL, { method: 'HEAD', cache: 'no-store' });
    return true;
  } catch {
    return false;
  }
}
