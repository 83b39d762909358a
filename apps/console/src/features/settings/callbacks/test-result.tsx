import { Alert } from '@mantine/core';
import { CircleAlert, CircleCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { RouteResult } from '../../../api/types.ts';
import { useFormats } from '../../../i18n/format.ts';
import { Facts } from '../../../parts/facts.tsx';
import { Answer } from './answer.tsx';

/** What an address answered to a test event. */
export function TestResult({ result }: { readonly result: RouteResult<'/x/v1/deliveries/test', 'post'> }) {
  const { t } = useTranslation('settings');
  const { number } = useFormats();
  const { Succeeded: succeeded } = result;
  const Icon = succeeded ? CircleCheck : CircleAlert;
  return (
    <Alert
      role="status"
      variant="outline"
      color={succeeded ? 'accent' : 'red'}
      icon={<Icon size={18} aria-hidden />}
      title={t(succeeded ? 'test.succeeded' : 'test.failed')}
    >
      <Facts
        entries={[
          [t('delivery.reason'), result.Reason !== '' && <span lang="en">{result.Reason}</span>],
          [t('delivery.url'), result.Url],
          [t('delivery.status'), result.StatusCode ?? t('delivery.noAnswer')],
          [t('delivery.seconds'), t('seconds', { seconds: number(result.Seconds, { maximumFractionDigits: 2 }) })],
          [t('test.signed'), t(result.Signed ? 'yes' : 'no')],
          ...result.Headers.map(({ Name, Value }) => [Name, Value] as const),
          [t('answer'), result.StatusCode != null && <Answer text={result.Answer} />],
        ]}
      />
    </Alert>
  );
}
