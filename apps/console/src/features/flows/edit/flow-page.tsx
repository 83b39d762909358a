import { Button, Skeleton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { CopyPlus, Trash2 } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../../api/api-error.ts';
import { call } from '../../../api/call.ts';
import { useConfirm } from '../../../parts/confirm.tsx';
import { ErrorNotice } from '../../../parts/error-notice.tsx';
import { type Flow, flowsQuery } from '../../../parts/flows.ts';
import { useUnsaved } from '../../../parts/form/use-unsaved.ts';
import { notify } from '../../../parts/notify.ts';
import { Page } from '../../../parts/page.tsx';
import { useHasRight } from '../../../session/rights.ts';
import { useApplication } from '../../../shell/application.ts';
import { UsePanel } from '../use/use-panel.tsx';
import { useDeleteFlow } from '../use-delete-flow.ts';
import { BackLink } from './back-link.tsx';
import { FlowForm } from './flow-form.tsx';
import classes from './flow-page.module.css';
import { contentOf, type FlowValues, valuesOf } from './flow-values.ts';
import { OtherParts } from './other-parts.tsx';
import { useDraft } from './use-draft.ts';
import { useFlowForm } from './use-flow-form.ts';

/** A task flow: its content, which can be changed, and how to use it. */
export function FlowPage() {
  const { name } = useParams({ from: '/app/flows/$name' });
  const { data: flows, error, refetch } = useQuery(flowsQuery(useApplication()));
  const flow = flows?.find(({ Name }) => Name === name);
  const problem = error ?? (flows && !flow ? new ApiError('ResourceNotFound', `Task flow ${name} not found`) : null);
  return (
    <Page title={name} before={<BackLink />} actions={flow && <Actions flow={flow} />}>
      {problem && <ErrorNotice error={problem} onRetry={refetch} />}
      {!flow && !problem && <Skeleton height={400} radius="lg" />}
      {flow && (
        <div className={classes.columns}>
          <EditFlow key={name} flow={flow} />
          <UsePanel name={name} />
        </div>
      )}
    </Page>
  );
}

function Actions({ flow }: { readonly flow: Flow }) {
  const { t } = useTranslation('flows');
  const { t: common } = useTranslation();
  const navigate = useNavigate();
  const { remove } = useDeleteFlow();
  if (!useHasRight('manage')) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<Trash2 size={16} aria-hidden />}
        onClick={() => {
          remove(flow);
          void navigate({ to: '/flows', ignoreBlocker: true });
        }}
      >
        {common('action.delete')}
      </Button>
      <Button
        variant="default"
        leftSection={<CopyPlus size={16} aria-hidden />}
        component={Link}
        to="/flows/-/new"
        search={{ from: flow.Name } as never}
      >
        {t('copy')}
      </Button>
    </>
  );
}

function EditFlow({ flow }: { readonly flow: Flow }) {
  const { t } = useTranslation('flows');
  const application = useApplication();
  const queries = useQueryClient();
  const confirm = useConfirm();
  const mayManage = useHasRight('manage');
  const edited = useFlowForm(valuesOf(flow));
  const { form } = edited;
  const { template } = useSearch({ from: '/app/flows/$name' });
  const letPass = useUnsaved(form.isDirty());
  const newTemplate = useDraft(form, { name: flow.Name, template, letPass });
  /** When the content that is edited was written. */
  const base = useRef(flow.UpdateTime);

  const read = async (): Promise<Flow | undefined> => {
    const { ProcedureTemplateSet } = await call('DescribeProcedureTemplates', { ...application, Names: [flow.Name] });
    return ProcedureTemplateSet[0];
  };

  const save = useMutation({
    async mutationFn(values: FlowValues) {
      // The request replaces the whole content, so that changes of others would be lost.
      const now = await read();
      if (now && now.UpdateTime !== base.current) {
        const question = { title: t('changed.title'), text: t('changed.text'), confirm: t('changed.confirm') };
        if (!(await confirm({ ...question, danger: true }))) return false;
      }
      await call('ResetProcedureTemplate', { ...application, ...contentOf(values, now ?? flow) });
      base.current = (await read())?.UpdateTime ?? '';
      return true;
    },
    async onSuccess(isSaved, values) {
      if (!isSaved) return;
      form.setInitialValues(values);
      form.resetDirty(values);
      notify.done(t('saved'));
      await queries.invalidateQueries({ queryKey: ['flows'] });
    },
  });
  return (
    <FlowForm
      flow={edited}
      save={save}
      label={t('save')}
      isNew={false}
      onNewTemplate={newTemplate}
      isReadOnly={!mayManage}
    >
      <OtherParts flow={flow} />
    </FlowForm>
  );
}
