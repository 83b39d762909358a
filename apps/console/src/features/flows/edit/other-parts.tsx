import { Code, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Flow } from '../../../parts/flows.ts';
import { otherParts } from './flow-values.ts';
import classes from './other-parts.module.css';

/** What the task flow has beside animations, to read. */
export function OtherParts({ flow }: { readonly flow: Flow }) {
  const { t } = useTranslation('flows');
  const parts = otherParts(flow);
  if (parts.length === 0) return null;
  return (
    <section aria-labelledby="other-parts" className={classes.parts}>
      <Title order={2} id="other-parts">
        {t('others')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('others.text')}
      </Text>
      {parts.map(({ name, content }) => (
        <details key={name}>
          <summary>{name}</summary>
          <Code block>{JSON.stringify(content, null, 2)}</Code>
        </details>
      ))}
    </section>
  );
}
