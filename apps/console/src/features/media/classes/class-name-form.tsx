import { Button, Group, TextInput } from '@mantine/core';
import { type FormEvent, type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../../api/api-error.ts';

interface ClassNameFormProps {
  /** What the field is, for screen readers. */
  readonly label: string;
  readonly placeholder?: string;
  readonly name?: string;
  /** The verb on the button. */
  readonly submit: string;
  /** Sends the name. Errors of the service are shown at the field, which keeps what was typed. */
  readonly onSubmit: (name: string) => Promise<unknown>;
  /** Without it, the form stays, and is emptied after a success. */
  readonly onClose?: () => void;
}

/** The name of a new class, or another name of one. */
export function ClassNameForm({ label, placeholder, name = '', submit, onSubmit, onClose }: ClassNameFormProps) {
  const { t: common } = useTranslation();
  const [typed, setTyped] = useState(name);
  const [error, setError] = useState<string>();
  const [isSending, setSending] = useState(false);

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Escape' || !onClose) return;
    // The dialog around it stays open.
    event.stopPropagation();
    onClose();
  }

  async function send(event: FormEvent) {
    event.preventDefault();
    if (typed.trim() === '') return;
    setSending(true);
    try {
      await onSubmit(typed.trim());
      if (onClose) onClose();
      else setTyped('');
    } catch (failure) {
      setError(toApiError(failure).message);
    } finally {
      setSending(false);
    }
  }

  return (
    <form onSubmit={send} onKeyDown={onKeyDown}>
      <Group gap="sm" align="flex-start" wrap="nowrap">
        <TextInput
          flex={1}
          aria-label={label}
          placeholder={placeholder ?? label}
          value={typed}
          maxLength={64}
          error={error}
          autoFocus={onClose !== undefined}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setError(undefined);
          }}
        />
        {onClose && (
          <Button variant="default" onClick={onClose}>
            {common('action.cancel')}
          </Button>
        )}
        <Button type="submit" variant="light" disabled={typed.trim() === ''} loading={isSending}>
          {submit}
        </Button>
      </Group>
    </form>
  );
}
