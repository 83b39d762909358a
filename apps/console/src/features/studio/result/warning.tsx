import { Alert } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';

/** A warning of an estimate or a result, in plain words. Those that the page does not know are in English. */
export function Warning({ code, message }: { readonly code: string; readonly message: string }) {
  const { t, i18n } = useTranslation('studio');
  const isKnown = i18n.exists(`studio:warning.${code}`);
  return (
    <Alert color="yellow" variant="light" p="sm" icon={<TriangleAlert size={16} aria-hidden />}>
      {isKnown ? t(`warning.${code}` as 'warning.LARGE_OUTPUT') : <span lang="en">{message}</span>}
    </Alert>
  );
}
