import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import icon from './icon.svg';
import classes from './logo.module.css';

/** The name of the console, a link to its first page. */
export function Logo() {
  const { t } = useTranslation();
  return (
    <Link to="/" className={classes.logo ?? ''}>
      <img src={icon} alt="" width={26} height={26} />
      <span>{t('app')}</span>
    </Link>
  );
}
