import { ActionIcon, Group, Text } from '@mantine/core';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../i18n/format.ts';

interface PagerProps {
  /** From 1. */
  readonly page: number;
  readonly pageSize: number;
  /** Number of things on all pages. */
  readonly total: number;
  readonly onChange: (page: number) => void;
}

/** Shows which things of a list the page has, and goes to other pages. */
export function Pager({ page, pageSize, total, onChange }: PagerProps) {
  const { t } = useTranslation();
  const { number } = useFormats();
  const last = Math.max(1, Math.ceil(total / pageSize));
  const from = Math.min(total, (page - 1) * pageSize + 1);
  const to = Math.min(total, page * pageSize);
  return (
    <Group justify="flex-end" gap="xs" component="nav" aria-label={t('pages.label')}>
      <Text size="sm" c="dimmed" aria-live="polite">
        {t('pages.range', { from: number(from), to: number(to), total: number(total) })}
      </Text>
      <ActionIcon disabled={page <= 1} onClick={() => onChange(page - 1)} aria-label={t('action.previous')}>
        <ChevronLeft size={18} aria-hidden />
      </ActionIcon>
      <ActionIcon disabled={page >= last} onClick={() => onChange(page + 1)} aria-label={t('action.next')}>
        <ChevronRight size={18} aria-hidden />
      </ActionIcon>
    </Group>
  );
}
