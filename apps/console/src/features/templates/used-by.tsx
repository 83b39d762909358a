import { Anchor, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { flowsQuery, flowsWith } from '../../parts/flows.ts';
import { useApplication } from '../../shell/application.ts';
import { useHasPage } from '../../shell/navigation.tsx';

/** The task flows that use a template. */
export function UsedBy({ definition }: { readonly definition: number }) {
  const { t } = useTranslation('templates');
  const { data } = useQuery(flowsQuery(useApplication()));
  const hasPage = useHasPage('/flows/$name');
  const flows = flowsWith(definition, data);
  if (flows.length === 0) return null;
  return (
    <Text size="sm" c="dimmed" mt="md">
      {t('usedBy')}{' '}
      {flows.map(({ Name }, index) => (
        <Fragment key={Name}>
          {index > 0 && ', '}
          {hasPage ? (
            <Anchor
              component={Link}
              to={'/flows/$name' as string}
              params={{ name: Name } as never}
              size="sm"
              // Its color alone does not tell it from the text around it.
              underline="always"
            >
              {Name}
            </Anchor>
          ) : (
            Name
          )}
        </Fragment>
      ))}
    </Text>
  );
}
