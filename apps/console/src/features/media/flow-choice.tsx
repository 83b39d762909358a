import { Anchor, Checkbox, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { flowsQuery } from '../../parts/flows.ts';
import { forgetUploadFlow, rememberUploadFlows, useUploadFlows } from '../../parts/uploads/upload-flow.ts';
import { useApplication } from '../../shell/application.ts';

/**
 * The task flow of new media: the one that this browser uses for every upload, else the one that was chosen last.
 * @param wanted name of a task flow that is chosen instead
 */
export function useFlowChoice(wanted?: string) {
  const application = useApplication();
  const remembered = useUploadFlows(application);
  const { data, isFetching } = useQuery(flowsQuery(application));
  const [chosen, setChosen] = useState(wanted ?? remembered.every ?? remembered.last);
  const [chosenForEvery, setEvery] = useState(remembered.every);
  const isGone = (name: string | undefined): name is string =>
    name !== undefined && data !== undefined && !isFetching && !data.some(({ Name }) => Name === name);
  const gone = [chosen, chosenForEvery].find(isGone);
  const flow = isGone(chosen) ? undefined : chosen;
  const every = isGone(chosenForEvery) ? undefined : chosenForEvery;
  useEffect(() => {
    if (gone !== undefined) forgetUploadFlow(application, gone);
  }, [gone, application]);
  return {
    names: (data ?? []).map(({ Name }) => Name),
    /** Name of the task flow; undefined: none. */
    flow,
    /** Name of the one that is used for every upload. */
    every,
    /** Name of a remembered one that was deleted. */
    gone,
    choose: setChosen,
    chooseEvery: setEvery,
    /** Call it when the choice is used. */
    remember: () => rememberUploadFlows(application, { every, last: flow }),
  };
}

/** Chooses the task flow that runs with new media. */
export function FlowChoice({ choice }: { readonly choice: ReturnType<typeof useFlowChoice> }) {
  const { t } = useTranslation('media');
  const { names, flow, every, gone, choose, chooseEvery } = choice;
  const isOther = every !== undefined && every !== flow;
  return (
    <Stack gap="sm">
      <Select
        label={t('pull.flow')}
        description={t('flow.help')}
        data={[{ value: '', label: t('pull.flow.none') }, ...names.map((name) => ({ value: name, label: name }))]}
        value={flow ?? ''}
        allowDeselect={false}
        searchable={names.length > 8}
        onChange={(name) => choose(name || undefined)}
      />
      {gone !== undefined && (
        <Text size="sm" role="status">
          {t('flow.gone', { name: gone })}
        </Text>
      )}
      {isOther ? (
        <Text size="sm">
          {t('flow.other', { name: every })}{' '}
          <Anchor component="button" type="button" size="sm" onClick={() => chooseEvery(undefined)}>
            {t('flow.other.stop')}
          </Anchor>
        </Text>
      ) : (
        <Checkbox
          size="sm"
          label={t('flow.every')}
          disabled={flow === undefined}
          checked={flow !== undefined && every === flow}
          onChange={({ currentTarget: { checked } }) => chooseEvery(checked ? flow : undefined)}
        />
      )}
    </Stack>
  );
}
