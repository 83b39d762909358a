import { Skeleton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { call } from '../../../api/call.ts';
import { type Flow, flowsQuery } from '../../../parts/flows.ts';
import { useUnsaved } from '../../../parts/form/use-unsaved.ts';
import { notify } from '../../../parts/notify.ts';
import { Page } from '../../../parts/page.tsx';
import { useApplication } from '../../../shell/application.ts';
import { BackLink } from './back-link.tsx';
import { FlowForm } from './flow-form.tsx';
import classes from './flow-page.module.css';
import { contentOf, type FlowValues, newValues, valuesOf } from './flow-values.ts';
import { OtherParts } from './other-parts.tsx';
import { useDraft } from './use-draft.ts';
import { useFlowForm } from './use-flow-form.ts';

/** A new task flow: empty, or a copy of another one. */
export function NewFlowPage() {
  const { t } = useTranslation('flows');
  const { from, template } = useSearch({ from: '/app/flows/-/new' });
  const { data: flows, isPending } = useQuery(flowsQuery(useApplication()));
  const copied = flows?.find(({ Name }) => Name === from);
  return (
    <Page title={copied ? t('copy.title', { name: copied.Name }) : t('new')} before={<BackLink />}>
      <div className={classes.form}>
        {from !== undefined && isPending ? (
          <Skeleton height={400} radius="lg" />
        ) : (
          <NewFlow key={copied?.Name} copied={copied} template={template} />
        )}
      </div>
    </Page>
  );
}

interface NewFlowProps {
  readonly copied: Flow | undefined;
  /** Definition of a template that was made for it. */
  readonly template: number | undefined;
}

function NewFlow({ copied, template }: NewFlowProps) {
  const { t } = useTranslation('flows');
  const application = useApplication();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const flow = useFlowForm(copied ? { ...valuesOf(copied), Name: '' } : newValues());
  const letPass = useUnsaved(flow.form.isDirty());
  const newTemplate = useDraft(flow.form, { name: '', template, letPass });
  const create = useMutation({
    mutationFn: (values: FlowValues) =>
      call('CreateProcedureTemplate', { ...application, ...contentOf(values, copied) }),
    async onSuccess(_, { Name }) {
      letPass();
      notify.done(t('created'));
      await queries.invalidateQueries({ queryKey: ['flows'] });
      await navigate({ to: '/flows/$name', params: { name: Name.trim() } });
    },
  });
  return (
    <FlowForm flow={flow} save={create} label={t('create')} isNew onNewTemplate={newTemplate}>
      {copied && <OtherParts flow={copied} />}
    </FlowForm>
  );
}
