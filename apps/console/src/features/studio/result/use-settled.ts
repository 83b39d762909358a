import { useEffect, useMemo, useRef, useState } from 'react';

/** A value that follows another one when it has not changed for some time, ms. Values are plain data, compared as JSON. */
export function useSettled<T extends object>(value: T | undefined, ms: number): T | undefined {
  const text = JSON.stringify(value ?? null);
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    if (settled === text) return;
    const timer = setTimeout(() => setSettled(text), ms);
    return () => clearTimeout(timer);
  }, [text, settled, ms]);
  return useMemo(() => (JSON.parse(settled) as T | null) ?? undefined, [settled]);
}

/** A value, or the last one that there was. */
export function useKept<T extends object>(value: T | undefined): T | undefined {
  const kept = useRef(value);
  if (value !== undefined) kept.current = value;
  return kept.current;
}
