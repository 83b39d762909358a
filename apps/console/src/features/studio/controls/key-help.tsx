import { Kbd, Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { bindings } from '../model/keys.ts';
import classes from './transport.module.css';

/** Names of keys that are no letters. */
const symbols: Readonly<Record<string, string>> = {
  arrowleft: '←',
  arrowright: '→',
  shift: '⇧',
  home: 'Home',
  end: 'End',
};

const isMac = navigator.userAgent.includes('Mac');

/** A key as it is printed on keyboards. */
export function keyName(key: string, space: string): string {
  if (key === ' ') return space;
  if (key === 'mod') return isMac ? '⌘' : 'Ctrl';
  return symbols[key] ?? key.toUpperCase();
}

/** The list of all keys. */
export function KeyHelp({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation('studio');
  const { t: common } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('keys.title')}
      size="lg"
      closeButtonProps={{ 'aria-label': common('action.close') }}
    >
      <dl className={classes.keys}>
        {bindings.map(({ command, keys }) => (
          <div key={command}>
            <dt>{t(`keys.${command}`)}</dt>
            <dd>
              {(keys[0] === ' ' || keys[0] === '+' ? [keys[0]] : (keys[0] ?? '').split('+')).map((key) => (
                <Kbd key={key}>{keyName(key, t('keys.space'))}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
