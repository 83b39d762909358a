import { Badge } from '@mantine/core';
import { type Format, formatName } from '../../parts/formats.ts';

/** The format of the animations of a template. */
export function FormatBadge({ format }: { readonly format: Format }) {
  return (
    <Badge variant="light" color={format === 'gif' ? 'gray' : 'accent'} radius="sm" tt="none" fw={600}>
      {formatName(format)}
    </Badge>
  );
}
