import { NumberInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useDraft } from './use-draft.ts';

interface NumberFieldProps {
  readonly label: string;
  readonly description?: ReactNode;
  readonly value: number | '';
  readonly placeholder?: string | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly decimal?: boolean;
  readonly disabled?: boolean;
  /** What is wrong with a value, or null. */
  readonly problem: (value: unknown) => string | null;
  /** What the service says about the value. */
  readonly error?: ReactNode;
  /** A valid value; undefined for an empty field. */
  readonly onValue: (value: number | undefined) => void;
}

/** A number whose invalid values stay in the field, with what is wrong. */
export function NumberField({ value, min, max, decimal = false, problem, error, onValue, ...props }: NumberFieldProps) {
  const [typed, setTyped] = useDraft<number | ''>(value);
  return (
    <NumberInput
      size="xs"
      {...props}
      value={typed}
      {...(min !== undefined && { min })}
      {...(max !== undefined && { max })}
      clampBehavior="none"
      allowDecimal={decimal}
      allowNegative={(min ?? 0) < 0}
      error={(typed === '' ? undefined : problem(Number(typed))) ?? error}
      onChange={(next) => {
        setTyped(next === '' ? '' : Number(next));
        if (next === '') onValue(undefined);
        else if (problem(Number(next)) === null) onValue(Number(next));
      }}
    />
  );
}
