import { Alert, Anchor, Code, Loader, Paper, Text, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/api-error.ts';
import { changeLanguage } from '../../i18n/index.ts';
import { type Language, languages } from '../../i18n/languages.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { reportFailedImport } from '../../parts/failed-import.tsx';
import { usePageTitle } from '../../parts/page.tsx';
import { onLinkToken, takeLinkToken } from '../../session/link-token.ts';
import { signIn } from '../../session/session.ts';
import { SignInForm } from '../../session/sign-in-form.tsx';
import icon from '../../shell/icon.svg';
import classes from './sign-in-page.module.css';

/** Signs in by the token of a link, or by a key pair. */
export function SignInPage() {
  const { t } = useTranslation('sign-in');
  const { t: common } = useTranslation();
  usePageTitle(common('signIn.title'));
  const goOn = useGoOn();
  const link = useMutation({ mutationFn: (Token: string) => signIn({ Token }), onSuccess: goOn });
  useLinkToken(link.mutate);

  return (
    <main className={classes.page}>
      <div className={classes.column}>
        <div className={classes.brand}>
          <img src={icon} alt="" width={36} height={36} />
          <Title order={1}>{t('title')}</Title>
        </div>
        <Paper p="lg">
          {link.isPending ? (
            <div className={classes.pending} role="status">
              <Loader size="sm" />
              <Text>{t('link.pending')}</Text>
            </div>
          ) : (
            <>
              {link.error && <LinkProblem error={link.error} />}
              <Text size="sm" c="dimmed" mb="md">
                {common('signIn.text')}
              </Text>
              <SignInForm onSignedIn={goOn} />
            </>
          )}
        </Paper>
        <Text size="sm" c="dimmed" className={classes.help ?? ''}>
          {t('help')} <Code>npm start</Code> {t('help.or')} <Code>cliploop-server link</Code>
        </Text>
        <Languages />
      </div>
    </main>
  );
}

/** Goes to the page that the user came from, as the new user. */
function useGoOn() {
  const { to } = useSearch({ from: '/sign-in' });
  const { history, basepath } = useRouter();
  const navigate = useNavigate();
  const queries = useQueryClient();
  return async () => {
    queries.clear();
    if (to === undefined) await navigate({ to: '/', replace: true });
    else history.replace(`${basepath}${to}`);
  };
}

function useLinkToken(use: (token: string) => void): void {
  const latest = useRef(use);
  latest.current = use;
  useEffect(() => {
    const take = () => {
      const token = takeLinkToken();
      if (token !== undefined) latest.current(token);
    };
    take();
    return onLinkToken(take);
  }, []);
}

function LinkProblem({ error }: { readonly error: unknown }) {
  const { t } = useTranslation('sign-in');
  const known = toApiError(error);
  // The service does not say which of these it is: the token is wrong, used or expired.
  if (!known.isSessionEnd) return <ErrorNotice error={known} />;
  return (
    <Alert color="red" role="alert" mb="md" title={t('link.expired.title')}>
      {t('link.expired.text')}
    </Alert>
  );
}

function Languages() {
  const { i18n } = useTranslation();
  return (
    <div className={classes.languages}>
      {Object.entries(languages).map(([language, name]) => (
        <Anchor
          key={language}
          component="button"
          type="button"
          size="sm"
          lang={language}
          aria-pressed={i18n.language === language}
          onClick={() => changeLanguage(language as Language).catch(reportFailedImport)}
        >
          {name}
        </Anchor>
      ))}
    </div>
  );
}
