import { Button, Popover, SegmentedControl, Text, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { CircleUser, LogOut } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sessionGate } from '../api/session-gate.ts';
import { changeLanguage } from '../i18n/index.ts';
import { type Language, languages } from '../i18n/languages.ts';
import { useConfirm } from '../parts/confirm.tsx';
import { reportFailedImport } from '../parts/failed-import.tsx';
import { notify } from '../parts/notify.ts';
import { endEveryUndo } from '../parts/undo-ends.ts';
import { isSent, uploadList } from '../parts/uploads/upload-list.ts';
import { stopUploads } from '../parts/uploads/uploads.ts';
import { sessionQuery, signOut } from '../session/session.ts';
import classes from './account-menu.module.css';

const schemes = ['auto', 'light', 'dark'] as const;

/** Names that the service gives to its own key pairs. They mean something only where key pairs are managed. */
const serverNames: ReadonlySet<string> = new Set(['Generated at the first start', 'Environment']);

/** Who is signed in, the language, the color scheme, and signing out. */
export function AccountMenu() {
  const { t, i18n } = useTranslation();
  const { data: session } = useSuspenseQuery(sessionQuery);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const leave = useSignOut();
  const name = serverNames.has(session.Name) ? t('menu.server') : session.Name || session.SecretId;

  return (
    <Popover position="top-start" width={264} trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton className={classes.button ?? ''} aria-label={`${t('menu.account')}: ${name}`}>
          <CircleUser size={18} strokeWidth={1.75} aria-hidden />
          <span className={classes.name}>{name}</span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown ?? ''} aria-label={t('menu.account')}>
        <div className={classes.who}>
          <Text size="xs" c="dimmed">
            {t('menu.signedInAs')}
          </Text>
          <strong>{name}</strong>
          {session.Name !== '' && <span>{session.SecretId}</span>}
          <span>{t('menu.rights', { rights: session.Rights.join(', ') })}</span>
        </div>
        <Choice label={t('menu.language')}>
          <SegmentedControl
            fullWidth
            size="xs"
            aria-label={t('menu.language')}
            value={i18n.language}
            data={Object.entries(languages).map(([value, label]) => ({ value, label }))}
            onChange={(language) => changeLanguage(language as Language).catch(reportFailedImport)}
          />
        </Choice>
        <Choice label={t('menu.scheme')}>
          <SegmentedControl
            fullWidth
            size="xs"
            aria-label={t('menu.scheme')}
            value={colorScheme}
            data={schemes.map((value) => ({ value, label: t(`menu.scheme.${value}`) }))}
            onChange={setColorScheme}
          />
        </Choice>
        <Button variant="default" fullWidth leftSection={<LogOut size={16} aria-hidden />} onClick={leave}>
          {t('menu.signOut')}
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}

function Choice({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div>
      <Text size="xs" c="dimmed" mb="xs" aria-hidden>
        {label}
      </Text>
      {children}
    </div>
  );
}

/** Ends the session, and forgets all that was read with it. */
function useSignOut(): () => Promise<void> {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const confirm = useConfirm();
  return async () => {
    const count = uploadList.items.filter(isSent).length;
    if (count > 0) {
      const [title, text] = [t('menu.signOut.uploads', { count }), t('menu.signOut.uploads.text')];
      if (!(await confirm({ title, text, confirm: t('menu.signOut') }))) return;
    }
    // They would be sent by the next one who signs in.
    await stopUploads();
    // Deletions would be refused. When the session has ended already, they wait for the next one.
    await Promise.race([endEveryUndo(), sessionGate.closed()]);
    // Requests that arrive after the end of the session would be refused, which browsers report.
    await queries.cancelQueries();
    try {
      await signOut();
    } catch (error) {
      notify.failed(t('menu.signOut.failed'), error);
      void queries.refetchQueries({ type: 'active' });
      return;
    }
    await navigate({ to: '/sign-in', search: {} });
    queries.clear();
  };
}
