import { Badge } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../i18n/format.ts';
import { type Column, DataTable } from '../../../parts/data-table.tsx';
import { sessionQuery } from '../../../session/session.ts';
import { applicationsQuery, type Key, type KeyPair } from '../queries.ts';
import { KeyMenu } from './key-menu.tsx';
import classes from './keys-table.module.css';

interface KeysTableProps {
  readonly keys: readonly Key[] | undefined;
  readonly onMade: (pair: KeyPair) => void;
}

const colors: Readonly<Record<string, string>> = { ENABLED: 'accent', DISABLED: 'red', EXPIRED: 'red', UNUSED: 'gray' };

/** The key pairs, the oldest first, with what they may do. */
export function KeysTable({ keys, onMade }: KeysTableProps) {
  const { t } = useTranslation('settings');
  const { dateTime } = useFormats();
  const { data: session } = useQuery(sessionQuery);
  const applications = useApplicationNames();
  const columns: Column<Key>[] = [
    {
      key: 'name',
      title: t('key.name'),
      cell: (one) => (
        <>
          <span className={classes.name}>
            {one.Name || t('key.unnamed')}
            {one.SecretId === session?.SecretId && (
              <Badge variant="default" tt="none">
                {t('key.current')}
              </Badge>
            )}
          </span>
          <span className={classes.id}>{one.SecretId}</span>
        </>
      ),
    },
    {
      key: 'state',
      title: t('key.state'),
      width: '6.5rem',
      cell: ({ State }) => (
        <Badge variant="light" color={colors[State] ?? 'gray'} tt="none">
          {t(`key.state.${State as 'ENABLED'}`)}
        </Badge>
      ),
    },
    {
      key: 'rights',
      title: t('key.rights'),
      width: '9rem',
      phone: false,
      cell: ({ Rights }) =>
        Rights.length === 4 ? t('right.all') : Rights.map((right) => t(`right.${right}`)).join(', '),
    },
    {
      key: 'applications',
      title: t('key.applications'),
      width: '7rem',
      phone: false,
      cell: ({ SubAppIds }) => (SubAppIds == null ? t('key.applications.all') : SubAppIds.map(applications).join(', ')),
    },
    {
      key: 'used',
      title: t('key.used'),
      width: '11rem',
      phone: false,
      cell: (one) => (
        <>
          <span className={classes.line}>{one.LastUseTime ? dateTime(one.LastUseTime) : t('never')}</span>
          {one.ExpireTime && <span className={classes.id}>{t('key.expires', { time: dateTime(one.ExpireTime) })}</span>}
          {one.OldSecretUntil && (
            <span className={classes.id}>{t('key.oldUntil', { time: dateTime(one.OldSecretUntil) })}</span>
          )}
        </>
      ),
    },
    {
      key: 'menu',
      title: t('column.actions'),
      isTitleHidden: true,
      align: 'right',
      width: '3.5rem',
      cell: (one) => <KeyMenu pair={one} isCurrent={one.SecretId === session?.SecretId} onMade={onMade} />,
    },
  ];
  return (
    <DataTable
      caption={t('section.keys')}
      columns={columns}
      rows={keys}
      rowKey={({ SecretId }) => SecretId}
      expected={3}
    />
  );
}

/** The names of applications by ID; of an unknown one its ID. */
function useApplicationNames(): (id: number) => string {
  const { data = [] } = useQuery(applicationsQuery);
  return (id) => data.find(({ SubAppId }) => SubAppId === id)?.Name || String(id);
}
