import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { callLater } from '../../api/call-later.ts';
import { useConfirm } from '../../parts/confirm.tsx';
import { Deletions, useDeletions } from '../../parts/deletion.ts';
import { flowsQuery, flowsWith } from '../../parts/flows.ts';
import { type Template, templateName } from '../../parts/templates.ts';
import { useApplication } from '../../shell/application.ts';

const deletions = new Deletions();

const keyOf = ({ Definition }: Template): string => String(Definition);

/**
 * Deletes templates after some seconds, in which it can be undone. It asks first when task flows use the template.
 * @returns whether a template is about to be deleted, and a function that deletes one and says whether it does
 */
export function useDeleteTemplate() {
  const { t } = useTranslation('templates');
  const application = useApplication();
  const queries = useQueryClient();
  const confirm = useConfirm();
  const { data: flows } = useQuery(flowsQuery(application));
  const { hidden, start } = useDeletions(deletions);

  async function remove(template: Template): Promise<boolean> {
    const name = templateName(template.Definition, [template]);
    const users = flowsWith(template.Definition, flows);
    const sure =
      users.length === 0 ||
      (await confirm({
        title: t('delete.used.title'),
        text: t('delete.used.text', { flows: users.map((flow) => flow.Name).join(', ') }),
        confirm: t('delete.used.confirm'),
        danger: true,
      }));
    if (!sure) return false;
    start({
      key: keyOf(template),
      done: t('delete.done', { name }),
      failed: t('delete.failed', { name }),
      call: callLater('DeleteAnimatedGraphicsTemplate', { ...application, Definition: template.Definition }),
      refresh: () => queries.invalidateQueries({ queryKey: ['templates'] }),
    });
    return true;
  }

  return { isDeleted: (template: Template) => hidden.has(keyOf(template)), remove };
}
