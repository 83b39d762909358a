import { Skeleton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import schema from '#api-schema/CreateAnimatedGraphicsTemplateRequest';
import { call } from '../../../api/call.ts';
import { useUnsaved } from '../../../parts/form/use-unsaved.ts';
import { notify } from '../../../parts/notify.ts';
import { Page } from '../../../parts/page.tsx';
import { templatesQuery } from '../../../parts/templates.ts';
import { useApplication } from '../../../shell/application.ts';
import { BackLink, flowTarget } from './back-link.tsx';
import { Editor } from './editor.tsx';
import { newValues, requestOf, type TemplateValues, valuesOf } from './template-values.ts';
import { useTemplateForm } from './use-template-form.ts';

/** A new template: empty, or a copy of another one. */
export function NewTemplatePage() {
  const { t } = useTranslation('templates');
  const { from, flow } = useSearch({ from: '/app/templates/new' });
  const { data: templates, isPending } = useQuery(templatesQuery(useApplication()));
  const copied = templates?.find(({ Definition }) => Definition === from);
  return (
    <Page title={t(copied ? 'copy.title' : 'new')} before={<BackLink flow={flow} />}>
      {from !== undefined && isPending ? (
        <Skeleton height={480} radius="lg" />
      ) : (
        <NewTemplate
          key={from}
          flow={flow}
          initial={copied ? copyOf(valuesOf(copied), t('copy.name', { name: copied.Name })) : newValues()}
        />
      )}
    </Page>
  );
}

/** A copy. WebP templates need a size, which the preset has not. */
function copyOf(values: TemplateValues, name: string): TemplateValues {
  const needsSize = values.Format === 'webp' && values.Width === '' && values.Height === '';
  return { ...values, Name: values.Name === '' ? '' : name.slice(0, 64), ...(needsSize && { Width: 480 }) };
}

interface NewTemplateProps {
  readonly initial: TemplateValues;
  /** Name of the task flow that it is made for; empty: a new one. */
  readonly flow: string | undefined;
}

function NewTemplate({ initial, flow }: NewTemplateProps) {
  const { t } = useTranslation('templates');
  const application = useApplication();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const template = useTemplateForm(schema, initial);
  const letPass = useUnsaved(template.form.isDirty());
  const create = useMutation({
    mutationFn: (values: TemplateValues) =>
      call('CreateAnimatedGraphicsTemplate', { ...application, ...requestOf(values) }),
    async onSuccess({ Definition }) {
      letPass();
      notify.done(t('created'));
      await queries.invalidateQueries({ queryKey: ['templates'] });
      if (flow === undefined) {
        await navigate({ to: '/templates/$definition', params: { definition: String(Definition) } });
        return;
      }
      await navigate({ ...flowTarget(flow), search: { template: Definition } as never });
    },
  });
  return <Editor template={template} save={create} label={t('create')} />;
}
