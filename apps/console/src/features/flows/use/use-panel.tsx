import { Code, SegmentedControl, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../../parts/copy-button.tsx';
import { useHasRight } from '../../../session/rights.ts';
import { useApplication } from '../../../shell/application.ts';
import { EveryUpload } from './every-upload.tsx';
import { RunOnVideo } from './run-on-video.tsx';
import { snippet, type Way, ways } from './snippets.ts';
import classes from './use-panel.module.css';

/** How to use a task flow: with a video of the library, and at upload. */
export function UsePanel({ name }: { readonly name: string }) {
  const { t } = useTranslation('flows');
  const { SubAppId } = useApplication();
  const mayUpload = useHasRight('upload');
  const mayProcess = useHasRight('process');
  const [way, setWay] = useState<Way>('upload');
  const code = snippet(way, { name, subAppId: SubAppId, host: location.host, https: location.protocol === 'https:' });
  return (
    <div className={classes.panel}>
      {mayUpload && (
        <section aria-labelledby="use">
          <Title order={2} id="use" mb="xs">
            {t('use')}
          </Title>
          <EveryUpload name={name} />
        </section>
      )}
      {mayProcess && (
        <section aria-labelledby="run">
          <Title order={2} id="run">
            {t('run')}
          </Title>
          <RunOnVideo name={name} />
        </section>
      )}
      <section aria-labelledby="programs">
        <Title order={2} id="programs">
          {t('programs')}
        </Title>
        <Text size="sm" c="dimmed" mb="sm">
          {t('programs.text')}
        </Text>
        <SegmentedControl
          aria-label={t('use.way')}
          data={ways.map((value) => ({ value, label: t(`use.${value}`) }))}
          value={way}
          onChange={(value) => setWay(value as Way)}
          fullWidth
          mb="sm"
        />
        <div className={classes.code}>
          <Code block tabIndex={0} aria-label={t('use.code')} role="region">
            {code}
          </Code>
          <div className={classes.copy}>
            <CopyButton value={code} label={t('use.copy')} />
          </div>
        </div>
      </section>
    </div>
  );
}
