import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ApiError, toApiError } from '../api/api-error.ts';
import { ErrorNotice } from '../parts/error-notice.tsx';
import { signIn } from './session.ts';

interface SignInFormProps {
  /** The SecretId that the form begins with. */
  readonly secretId?: string;
  readonly onSignedIn: () => void;
}

/** Signs in with a key pair. What was typed stays after a failed attempt. */
export function SignInForm({ secretId = '', onSignedIn }: SignInFormProps) {
  const { t } = useTranslation();
  const [pair, setPair] = useState({ SecretId: secretId, SecretKey: '' });
  const [tried, setTried] = useState(false);
  const attempt = useMutation({ mutationFn: signIn, onSuccess: onSignedIn });
  const missing = {
    SecretId: tried && pair.SecretId.trim() === '' && t('signIn.missing.secretId'),
    SecretKey: tried && pair.SecretKey.trim() === '' && t('signIn.missing.secretKey'),
  };

  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    // Copied texts often end with a space or a line break.
    const trimmed = { SecretId: pair.SecretId.trim(), SecretKey: pair.SecretKey.trim() };
    if (trimmed.SecretId !== '' && trimmed.SecretKey !== '') attempt.mutate(trimmed);
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {attempt.error && <SignInProblem error={toApiError(attempt.error)} />}
        <TextInput
          label={t('signIn.secretId')}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          value={pair.SecretId}
          error={missing.SecretId}
          onChange={(event) => setPair({ ...pair, SecretId: event.currentTarget.value })}
          data-autofocus={secretId === '' || undefined}
        />
        <PasswordInput
          label={t('signIn.secretKey')}
          name="password"
          autoComplete="current-password"
          value={pair.SecretKey}
          error={missing.SecretKey}
          onChange={(event) => setPair({ ...pair, SecretKey: event.currentTarget.value })}
          data-autofocus={secretId !== '' || undefined}
        />
        <Button type="submit" loading={attempt.isPending} fullWidth>
          {t('signIn.submit')}
        </Button>
      </Stack>
    </form>
  );
}

/** Why an attempt failed, in plain words where the reason is known. */
function SignInProblem({ error }: { readonly error: ApiError }) {
  const { t } = useTranslation();
  const text = error.isSessionEnd
    ? t('signIn.wrong')
    : error.status === 429 || error.code.startsWith('RequestLimitExceeded')
      ? t('signIn.tooMany')
      : undefined;
  if (text === undefined) return <ErrorNotice error={error} />;
  return (
    <Alert color="red" role="alert">
      {text}
    </Alert>
  );
}
