import { ActionIcon, Tooltip } from '@mantine/core';
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { notify } from './notify.ts';

interface CopyButtonProps {
  readonly value: string;
  /** What is copied, for screen readers: "Copy FileId". */
  readonly label?: string;
  /** Width and height in pixels. Default: 32. */
  readonly size?: number;
}

/** Copies a text, and shows for two seconds that it did. */
export function CopyButton({ value, label, size = 32 }: CopyButtonProps) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);

  async function copy() {
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
    } catch {
      notify.problem(t('copy.failed'));
    }
  }

  const text = copied ? t('action.copied') : (label ?? t('action.copy'));
  const Icon = copied ? Check : Copy;
  return (
    <Tooltip label={text}>
      <ActionIcon size={size} onClick={copy} aria-label={text}>
        <Icon size={Math.round(size / 2)} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
