import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../i18n/format.ts';
import type { Usage } from '../queries.ts';
import classes from './application-usage.module.css';

type Application = Usage['Applications'][number];

const kinds = ['Media', 'Animations', 'Uploads'] as const;
const states = ['Waiting', 'Processing', 'Finished', 'Aborted'] as const;

/** All bytes of an application. */
export const bytesOf = (usage: Application): number => kinds.reduce((sum, kind) => sum + usage[kind].Bytes, 0);

interface ApplicationUsageProps {
  readonly usage: Application;
  /** Bytes of the application that stores most, which has the longest bar. */
  readonly largest: number;
}

/** What one application stores, as a bar and in numbers. */
export function ApplicationUsage({ usage, largest }: ApplicationUsageProps) {
  const { t } = useTranslation('settings');
  const { bytes, number } = useFormats();
  const share = (part: number): string => `${largest === 0 ? 0 : (100 * part) / largest}%`;
  return (
    <li>
      <div className={classes.head}>
        <strong>{usage.Name || usage.SubAppId}</strong>
        <span>{bytes(bytesOf(usage))}</span>
      </div>
      <div className={classes.bar} aria-hidden="true">
        {kinds.map((kind) => (
          <div key={kind} data-kind={kind} style={{ width: share(usage[kind].Bytes) }} />
        ))}
      </div>
      <dl className={classes.kinds}>
        {kinds.map((kind) => (
          <div key={kind} data-kind={kind}>
            <dt>{t(`storage.${kind}`)}</dt>
            <dd>
              {bytes(usage[kind].Bytes)} ({number(usage[kind].Count)})
            </dd>
          </div>
        ))}
        {states
          .filter((state) => usage.Tasks[state] > 0)
          .map((state) => (
            <div key={state}>
              <dt>{t(`storage.tasks.${state}`)}</dt>
              <dd>{number(usage.Tasks[state])}</dd>
            </div>
          ))}
      </dl>
    </li>
  );
}
