import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { call } from '../../../api/call.ts';
import { notify } from '../../../parts/notify.ts';
import { useApplication } from '../../../shell/application.ts';
import { type MediaClass, mediaKey } from '../queries.ts';

/** Creates, renames and deletes classes. Lists of media show the names of their classes, so they are read again, too. */
export function useClassChanges() {
  const { t } = useTranslation('media');
  const application = useApplication();
  const queries = useQueryClient();
  const onSettled = () => queries.invalidateQueries({ queryKey: mediaKey });

  const create = useMutation({
    mutationFn: ({ ParentId, ClassName }: { readonly ParentId: number; readonly ClassName: string }) =>
      call('CreateClass', { ...application, ParentId, ClassName }),
    onSettled,
  });
  const rename = useMutation({
    mutationFn: ({ ClassId, ClassName }: { readonly ClassId: number; readonly ClassName: string }) =>
      call('ModifyClass', { ...application, ClassId, ClassName }),
    onSettled,
  });
  const remove = useMutation({
    mutationFn: ({ ClassId }: MediaClass) => call('DeleteClass', { ...application, ClassId }),
    onSuccess: (_, { ClassName: name }) => notify.done(t('delete.done', { name })),
    onError: (error, { ClassName: name }) => notify.failed(t('delete.failed', { name }), error),
    onSettled,
  });
  return { create, rename, remove };
}
