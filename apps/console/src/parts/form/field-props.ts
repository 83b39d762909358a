import type { UseFormReturnType } from '@mantine/form';

const valueAt = (values: unknown, path: string): unknown =>
  path.split('.').reduce((value, key) => (value as Record<string, unknown> | undefined)?.[key], values);

/** The properties of a field that is checked when the user leaves it, if it was changed. A form checks all fields at the end. */
export function fieldProps<Values extends object>(form: UseFormReturnType<Values>, path: string) {
  const field = path as Parameters<typeof form.validateField>[0];
  function onBlur() {
    const [before, now] = [valueAt(form.getInitialValues(), path) ?? '', valueAt(form.getValues(), path) ?? ''];
    if (before !== now) form.validateField(field);
  }
  return { ...form.getInputProps(field), onBlur };
}
