import { Alert } from '@mantine/core';
import { CircleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/types.ts';
import classes from './error-notice.module.css';

/** A code with which a task, or a part of it, failed. */
export type TaskErrorCode = Exclude<Schemas['TaskErrorCode'], ''>;

/** Why a task failed: the meaning of the code, the message of the service, and what to do. */
export function TaskProblem({ code, message }: { readonly code: TaskErrorCode; readonly message: string }) {
  const { t } = useTranslation();
  return (
    <Alert color="red" icon={<CircleAlert size={18} aria-hidden />} title={t(`taskError.${code}`)}>
      {message !== '' && (
        <p className={classes.text} lang="en">
          {message}
        </p>
      )}
      <p className={classes.text}>{t(`taskError.${code}.do`)}</p>
      <dl className={classes.facts}>
        <div>
          <dt>{t('error.code')}</dt>
          <dd>{code}</dd>
        </div>
      </dl>
    </Alert>
  );
}

/** The code of the older number, with which downloads fail. */
export function codeOfNumber(number: number): TaskErrorCode {
  return number === 40000 ? 'InvalidInput' : number === 60000 ? 'SourceFileError' : 'InternalError';
}
