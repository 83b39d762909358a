import { TextInput } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { parseTime, timeText } from '../model/time-text.ts';
import { useStudio } from '../studio-context.ts';

interface TimeFieldProps {
  readonly label: string;
  /** Seconds. */
  readonly value: number;
  /** Seconds that were typed. */
  readonly onChange: (seconds: number) => void;
  readonly rightSection?: ReactNode;
}

/** A time that can be typed in several notations. What is typed counts after Enter, and when the field loses the focus. */
export function TimeField({ label, value, onChange, rightSection }: TimeFieldProps) {
  const { t } = useTranslation('studio');
  const { editor } = useStudio();
  const [typed, setTyped] = useState<string>();
  const [isWrong, setWrong] = useState(false);

  function finish() {
    if (typed === undefined) return;
    const seconds = parseTime(typed, editor.film.fps, editor.film.length);
    setWrong(seconds === undefined);
    if (seconds === undefined) return;
    setTyped(undefined);
    // The text has fewer digits than the time.
    if (typed.trim() !== timeText(value)) onChange(seconds);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Enter') finish();
    if (event.key !== 'Escape') return;
    setTyped(undefined);
    setWrong(false);
  }

  return (
    <TextInput
      label={label}
      value={typed ?? timeText(value)}
      error={isWrong && t('time.wrong')}
      inputMode="text"
      autoComplete="off"
      spellCheck={false}
      rightSection={rightSection}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        setWrong(false);
      }}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={finish}
      onKeyDown={onKeyDown}
    />
  );
}
