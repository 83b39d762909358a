import { Button, Skeleton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { CopyPlus, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import schema from '#api-schema/ModifyAnimatedGraphicsTemplateRequest';
import { ApiError } from '../../../api/api-error.ts';
import { call } from '../../../api/call.ts';
import { ErrorNotice } from '../../../parts/error-notice.tsx';
import { useUnsaved } from '../../../parts/form/use-unsaved.ts';
import { notify } from '../../../parts/notify.ts';
import { Page } from '../../../parts/page.tsx';
import { type Template, templateName, templatesQuery } from '../../../parts/templates.ts';
import { useHasRight } from '../../../session/rights.ts';
import { useApplication } from '../../../shell/application.ts';
import { useDeleteTemplate } from '../use-delete-template.ts';
import { BackLink } from './back-link.tsx';
import { Editor } from './editor.tsx';
import { ReadOnlyTemplate } from './read-only-template.tsx';
import { changesOf, type TemplateValues, valuesOf } from './template-values.ts';
import { useTemplateForm } from './use-template-form.ts';

/** A template: its settings, which can be changed unless it is a preset, and a sample. */
export function TemplatePage() {
  const { definition } = useParams({ from: '/app/templates/$definition' });
  const { data: templates, error, refetch } = useQuery(templatesQuery(useApplication()));
  const mayManage = useHasRight('manage');
  const template = templates?.find(({ Definition }) => String(Definition) === definition);
  const problem =
    error ?? (templates && !template ? new ApiError('ResourceNotFound', `Template ${definition} not found`) : null);
  return (
    <Page
      title={template ? templateName(template.Definition, [template]) : definition}
      before={<BackLink />}
      actions={template && mayManage && <Actions template={template} />}
    >
      {problem && <ErrorNotice error={problem} onRetry={refetch} />}
      {!template && !problem && <Skeleton height={480} radius="lg" />}
      {template &&
        (template.Type === 'Custom' && mayManage ? (
          <EditTemplate key={template.Definition} template={template} />
        ) : (
          <ReadOnlyTemplate template={template} />
        ))}
    </Page>
  );
}

function Actions({ template }: { readonly template: Template }) {
  const { t } = useTranslation('templates');
  const { t: common } = useTranslation();
  const navigate = useNavigate();
  const { remove } = useDeleteTemplate();
  const isPreset = template.Type === 'Preset';
  return (
    <>
      {!isPreset && (
        <Button
          variant="default"
          leftSection={<Trash2 size={16} aria-hidden />}
          onClick={async () => {
            if (await remove(template)) await navigate({ to: '/templates', ignoreBlocker: true });
          }}
        >
          {common('action.delete')}
        </Button>
      )}
      <Button
        variant={isPreset ? 'filled' : 'default'}
        leftSection={<CopyPlus size={16} aria-hidden />}
        component={Link}
        to="/templates/new"
        search={{ from: template.Definition } as never}
      >
        {t('copy')}
      </Button>
    </>
  );
}

function EditTemplate({ template: before }: { readonly template: Template }) {
  const { t } = useTranslation('templates');
  const application = useApplication();
  const queries = useQueryClient();
  const template = useTemplateForm(schema, valuesOf(before));
  const { form } = template;
  useUnsaved(form.isDirty());
  const save = useMutation({
    mutationFn: (values: TemplateValues) =>
      call('ModifyAnimatedGraphicsTemplate', {
        ...application,
        Definition: before.Definition,
        // What others changed in the meantime stays.
        ...changesOf(form.getInitialValues(), values),
      }),
    async onSuccess(_, values) {
      form.setInitialValues(values);
      form.resetDirty(values);
      notify.done(t('saved'));
      await queries.invalidateQueries({ queryKey: ['templates'] });
    },
  });
  return <Editor template={template} save={save} label={t('save')} definition={before.Definition} />;
}
