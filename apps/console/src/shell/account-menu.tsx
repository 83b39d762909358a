import { Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Check, CircleUser, LogOut } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { changeLanguage } from '../i18n/index.ts';
import { type Language, languages } from '../i18n/languages.ts';
import { notify } from '../parts/notify.ts';
import { sessionQuery, signOut } from '../session/session.ts';
import classes from './account-menu.module.css';

const schemes = ['auto', 'light', 'dark'] as const;

/** Who is signed in, the language, the color scheme, and signing out. */
export function AccountMenu() {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { data: session } = useSuspenseQuery(sessionQuery);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const name = session.Name || session.SecretId;
  const tick = (chosen: boolean) => (chosen ? <Check size={16} aria-hidden /> : <span className={classes.noTick} />);

  async function leave() {
    try {
      await signOut();
    } catch (error) {
      notify.failed(t('menu.signOut.failed'), error);
      return;
    }
    await navigate({ to: '/sign-in', search: {} });
    queries.clear();
  }

  return (
    <Menu position="top-start" width={260}>
      <Menu.Target>
        <UnstyledButton className={classes.button ?? ''} aria-label={t('menu.account')}>
          <CircleUser size={18} strokeWidth={1.75} aria-hidden />
          <span className={classes.name}>{name}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('menu.signedInAs')}</Menu.Label>
        <div className={classes.who}>
          <strong>{name}</strong>
          {session.Name !== '' && <span>{session.SecretId}</span>}
          <span>{t('menu.rights', { rights: session.Rights.join(', ') })}</span>
        </div>
        <Menu.Divider />
        <Menu.Label>{t('menu.language')}</Menu.Label>
        {Object.entries(languages).map(([language, label]) => (
          <Menu.Item
            key={language}
            lang={language}
            role="menuitemradio"
            aria-checked={i18n.language === language}
            leftSection={tick(i18n.language === language)}
            closeMenuOnClick={false}
            onClick={() => changeLanguage(language as Language)}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{t('menu.scheme')}</Menu.Label>
        {schemes.map((scheme) => (
          <Menu.Item
            key={scheme}
            role="menuitemradio"
            aria-checked={colorScheme === scheme}
            leftSection={tick(colorScheme === scheme)}
            closeMenuOnClick={false}
            onClick={() => setColorScheme(scheme)}
          >
            {t(`menu.scheme.${scheme}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<LogOut size={16} aria-hidden />} onClick={leave}>
          {t('menu.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
