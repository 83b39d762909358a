import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { closeButton } from './notify.ts';
import { undoEnds } from './undo-ends.ts';

interface Undo {
  /** What happened, such as "talk.mp4 was deleted". */
  readonly text: string;
  readonly label: string;
  /** How long it can be undone, ms. */
  readonly ms: number;
  readonly onUndo: () => void;
  /** Called when the time is over and when the message is closed, not after an undo. */
  readonly onEnd: () => Promise<void>;
}

let count = 0;

/** Shows for some seconds that something was done, with a button that undoes it. */
export function showUndo({ text, label, ms, onUndo, onEnd }: Undo): void {
  count += 1;
  const id = `undo-${count}`;
  const timer = setTimeout(() => void end(), ms);
  undoEnds.add(end);

  /** @returns false when the time is over */
  function close(): boolean {
    clearTimeout(timer);
    if (!undoEnds.delete(end)) return false;
    notifications.hide(id);
    return true;
  }

  async function end() {
    if (close()) await onEnd();
  }

  function undo() {
    if (close()) onUndo();
  }

  notifications.show({
    ...closeButton(),
    id,
    autoClose: false,
    color: 'accent',
    onClose: () => void end(),
    message: (
      <Group justify="space-between" gap="sm" wrap="nowrap">
        <span>{text}</span>
        <Button variant="subtle" size="compact-sm" onClick={undo}>
          {label}
        </Button>
      </Group>
    ),
  });
}
