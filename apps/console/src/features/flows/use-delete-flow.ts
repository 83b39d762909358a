import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { callLater } from '../../api/call-later.ts';
import { Deletions, useDeletions } from '../../parts/deletion.ts';
import type { Flow } from '../../parts/flows.ts';
import { type Application, useApplication } from '../../shell/application.ts';

const deletions = new Deletions();

/** Names are unique in an application only. */
const keyOf = ({ SubAppId = 0 }: Application, { Name }: Flow): string => `${SubAppId} ${Name}`;

/**
 * Deletes task flows after some seconds, in which it can be undone.
 * @returns whether a task flow is about to be deleted, and a function that deletes one
 */
export function useDeleteFlow() {
  const { t } = useTranslation('flows');
  const application = useApplication();
  const queries = useQueryClient();
  const { hidden, start } = useDeletions(deletions);

  function remove(flow: Flow): void {
    start({
      key: keyOf(application, flow),
      done: t('delete.done', { name: flow.Name }),
      failed: t('delete.failed', { name: flow.Name }),
      call: callLater('DeleteProcedureTemplate', { ...application, Name: flow.Name }),
      refresh: () => queries.invalidateQueries({ queryKey: ['flows'] }),
    });
  }

  return { isDeleted: (flow: Flow) => hidden.has(keyOf(application, flow)), remove };
}
