import { Alert, Button, Code, Modal, Tabs } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Braces } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../../parts/copy-button.tsx';
import { useOptionTexts } from '../options/use-option-texts.tsx';
import classes from './copy-dialog.module.css';
import { type Job, languages, notInTemplate, snippet } from './snippets.ts';

/** Shows code that makes the same animation. */
export function CopyAs({ job }: { readonly job: () => Job }) {
  const { t } = useTranslation('studio');
  const { t: common } = useTranslation();
  const [opened, dialog] = useDisclosure();
  return (
    <>
      <Button variant="default" leftSection={<Braces size={16} aria-hidden />} onClick={dialog.open}>
        {t('copyAs')}
      </Button>
      <Modal
        opened={opened}
        onClose={dialog.close}
        title={t('copyAs.title')}
        size="xl"
        closeButtonProps={{ 'aria-label': common('action.close') }}
      >
        <p className={classes.text}>{t('copyAs.text')}</p>
        {opened && <Snippets job={job()} />}
      </Modal>
    </>
  );
}

function Snippets({ job }: { readonly job: Job }) {
  const { t } = useTranslation('studio');
  const { label } = useOptionTexts();
  const names = notInTemplate(job).map(label);
  return (
    <Tabs defaultValue={names.length > 0 ? 'curl' : 'node'} keepMounted={false}>
      <Tabs.List>
        {languages.map(({ language, name }) => (
          <Tabs.Tab key={language} value={language}>
            {name}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {languages.map(({ language, name }) => {
        const code = snippet(language, job);
        if (code === undefined) {
          return (
            <Tabs.Panel key={language} value={language} className={classes.panel ?? ''}>
              <Alert color="yellow">{t('copyAs.onlyTemplates', { names: names.join(', ') })}</Alert>
            </Tabs.Panel>
          );
        }
        return (
          <Tabs.Panel key={language} value={language} className={classes.panel ?? ''}>
            <div className={classes.copy}>
              <span>{t(`copyAs.about.${language}`)}</span>
              <CopyButton value={code} label={t('copyAs.copy', { name })} />
            </div>
            <Code block className={classes.code ?? ''} tabIndex={0}>
              {code}
            </Code>
          </Tabs.Panel>
        );
      })}
    </Tabs>
  );
}
