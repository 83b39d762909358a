import { Badge } from '@mantine/core';
import { formatName } from '../../parts/templates.ts';

/** The format of the animations of a template. */
export function FormatBadge({ format }: { readonly format: 'gif' | 'webp' }) {
  return (
    <Badge variant="light" color={format === 'gif' ? 'gray' : 'accent'} radius="sm" tt="none" fw={600}>
      {formatName(format)}
    </Badge>
  );
}
