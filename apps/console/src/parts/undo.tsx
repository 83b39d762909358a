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
  let ended: Promise<void> | undefined;
  const timer = setTimeout(() => end(), ms);
  const end = () => ended ?? close(onEnd);
  const undo = () => ended ?? close(async () => onUndo());
  undoEnds.add(end);

  function close(then: () => Promise<void>): Promise<void> {
    // Set first, because hiding the message closes it.
    ended ??= Promise.resolve()
      .then(then)
      .finally(() => undoEnds.delete(end));
    clearTimeout(timer);
    notifications.hide(id);
    return ended;
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
