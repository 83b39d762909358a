import { Modal, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../../../parts/error-notice.tsx';
import { useApplication } from '../../../shell/application.ts';
import { classesQuery } from '../queries.ts';
import { ClassNameForm } from './class-name-form.tsx';
import { ClassRow } from './class-row.tsx';
import { inTreeOrder } from './class-tree.ts';
import classes from './classes-dialog.module.css';
import { useClassChanges } from './use-class-changes.ts';

interface ClassesDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Creates, renames and deletes the classes of the application. */
export function ClassesDialog({ opened, onClose }: ClassesDialogProps) {
  const { t } = useTranslation('media');
  const { t: common } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="lg"
      title={t('classes')}
      closeButtonProps={{ 'aria-label': common('action.close') }}
    >
      <Classes />
    </Modal>
  );
}

function Classes() {
  const { t } = useTranslation('media');
  const { data, error, refetch } = useQuery(classesQuery(useApplication()));
  const { create } = useClassChanges();
  const known = inTreeOrder(data ?? []);
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t('classes.about')}
      </Text>
      {error && <ErrorNotice error={error} onRetry={refetch} />}
      {known.length > 0 && (
        <ul className={classes.list} aria-label={t('classes')}>
          {known.map((one) => (
            <ClassRow key={one.ClassId} of={one} />
          ))}
        </ul>
      )}
      <ClassNameForm
        label={t('class.new.name')}
        submit={t('class.new.create')}
        onSubmit={(ClassName) => create.mutateAsync({ ParentId: -1, ClassName })}
      />
    </Stack>
  );
}
