import { useState } from 'react';

/** What is in a field: what was typed, until the value changes elsewhere. */
export function useDraft<T extends string | number>(value: T): readonly [T, (typed: T) => void] {
  const [draft, setDraft] = useState(value);
  const [last, setLast] = useState(value);
  if (last !== value) {
    setLast(value);
    setDraft(value);
  }
  return [draft, setDraft];
}
