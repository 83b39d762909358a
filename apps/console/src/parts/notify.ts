import { notifications } from '@mantine/notifications';
import { toApiError } from '../api/api-error.ts';
import { i18n } from '../i18n/index.ts';

/** The button that closes a message has only an icon. */
export const closeButton = () => ({ closeButtonProps: { 'aria-label': i18n.t('action.close') } });

/** Short messages at the edge of the page. Screen readers read them. */
export const notify = {
  /** Something succeeded. */
  done(message: string): void {
    notifications.show({ ...closeButton(), message, color: 'accent' });
  },
  /** Something needs attention, in words of the page. */
  problem(message: string): void {
    notifications.show({ ...closeButton(), message, color: 'red', autoClose: 10_000 });
  },
  /** A request failed. @param title what was tried, such as "The media was not renamed" */
  failed(title: string, error: unknown): void {
    const { message, code } = toApiError(error);
    notifications.show({ ...closeButton(), title, message: `${message} (${code})`, color: 'red', autoClose: 15_000 });
  },
};
