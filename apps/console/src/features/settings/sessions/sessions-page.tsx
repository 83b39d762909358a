import { Badge, Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { client, unwrap } from '../../../api/client.ts';
import { useFormats } from '../../../i18n/format.ts';
import { useConfirm } from '../../../parts/confirm.tsx';
import { type Column, DataTable } from '../../../parts/data-table.tsx';
import { ErrorNotice } from '../../../parts/error-notice.tsx';
import { notify } from '../../../parts/notify.ts';
import { SectionPage } from '../layout/section-page.tsx';
import { type SignIn, sessionsQuery } from '../queries.ts';
import { browserOf } from './browser-name.ts';
import classes from './sessions-page.module.css';

/** Where the key pair of this session is signed in. */
export function SessionsPage() {
  const { t } = useTranslation('settings');
  const confirm = useConfirm();
  const { data, error, refetch } = useQuery(sessionsQuery);
  const end = useEndSessions();
  const others = data?.filter(({ Current }) => !Current) ?? [];

  async function endOthers() {
    const yes = await confirm({
      title: t('sessions.endOthers'),
      text: t('sessions.endOthers.text', { count: others.length }),
      confirm: t('sessions.endOthers'),
      danger: true,
    });
    if (yes) end.mutate(others);
  }

  return (
    <SectionPage
      section="sessions"
      actions={
        others.length > 0 && (
          <Button variant="default" onClick={endOthers}>
            {t('sessions.endOthers')}
          </Button>
        )
      }
    >
      {error && !data ? (
        <ErrorNotice error={error} onRetry={refetch} />
      ) : (
        <SessionsTable sessions={data} onEnd={(one) => end.mutate([one])} />
      )}
    </SectionPage>
  );
}

function useEndSessions() {
  const { t } = useTranslation('settings');
  const queries = useQueryClient();
  return useMutation({
    async mutationFn(sessions: readonly SignIn[]) {
      for (const { SessionId } of sessions) {
        await unwrap(client.DELETE('/x/v1/sessions/{SessionId}', { params: { path: { SessionId } } }));
      }
    },
    onSuccess: (_, { length: count }) => notify.done(t('sessions.ended', { count })),
    onError: (error) => notify.failed(t('sessions.notEnded'), error),
    onSettled: () => queries.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
}

interface SessionsTableProps {
  readonly sessions: readonly SignIn[] | undefined;
  readonly onEnd: (session: SignIn) => void;
}

function SessionsTable({ sessions, onEnd }: SessionsTableProps) {
  const { t } = useTranslation('settings');
  const { dateTime } = useFormats();
  const nameOf = ({ UserAgent }: SignIn): string => {
    const known = browserOf(UserAgent);
    if (known === undefined) return UserAgent || t('sessions.unknown');
    return known.system === '' ? known.browser : t('sessions.browser', known);
  };
  const columns: Column<SignIn>[] = [
    {
      key: 'browser',
      title: t('sessions.column.browser'),
      cell: (one) => (
        <>
          <span className={classes.browser}>
            <span title={one.UserAgent}>{nameOf(one)}</span>
            {one.Current && (
              <Badge variant="default" tt="none">
                {t('sessions.current')}
              </Badge>
            )}
          </span>
          <span className={classes.phone}>{dateTime(one.LastUseTime)}</span>
        </>
      ),
    },
    { key: 'address', title: t('sessions.address'), width: '8rem', phone: false, cell: ({ Address }) => Address },
    {
      key: 'used',
      title: t('sessions.used'),
      width: '11rem',
      phone: false,
      cell: ({ LastUseTime }) => dateTime(LastUseTime),
    },
    {
      key: 'created',
      title: t('sessions.created'),
      width: '11rem',
      phone: false,
      cell: ({ CreateTime }) => dateTime(CreateTime),
    },
    {
      key: 'end',
      title: t('column.actions'),
      isTitleHidden: true,
      align: 'right',
      width: '6rem',
      // This one ends by signing out.
      cell: (one) =>
        !one.Current && (
          <Button
            variant="default"
            size="xs"
            aria-label={t('sessions.end.what', { name: nameOf(one) })}
            onClick={() => onEnd(one)}
          >
            {t('sessions.end')}
          </Button>
        ),
    },
  ];
  return (
    <DataTable
      caption={t('section.sessions')}
      columns={columns}
      rows={sessions}
      rowKey={({ SessionId }) => SessionId}
      expected={2}
    />
  );
}
