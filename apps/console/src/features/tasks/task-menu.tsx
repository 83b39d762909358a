import { ActionIcon, Menu } from '@mantine/core';
import { ChevronsUp, CircleStop, Copy, Ellipsis, RotateCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useCopy } from '../../parts/copy.ts';
import type { TaskInfo } from './queries.ts';
import { useTaskActions } from './use-task-actions.ts';

interface TaskMenuProps {
  readonly name: string;
  readonly task: TaskInfo;
}

/** The actions on a task in the list. */
export function TaskMenu({ name, task }: TaskMenuProps) {
  const { t } = useTranslation('tasks');
  const copy = useCopy();
  const { abort, rerun, startSooner, isBusy } = useTaskActions(task, () => {});
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon size={28} aria-label={t('menu', { name })} loading={isBusy}>
          <Ellipsis size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {rerun && (
          <Menu.Item leftSection={<RotateCw size={16} aria-hidden />} onClick={() => rerun()}>
            {t('rerun')}
          </Menu.Item>
        )}
        {startSooner && (
          <Menu.Item leftSection={<ChevronsUp size={16} aria-hidden />} onClick={startSooner}>
            {t('sooner')}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<Copy size={16} aria-hidden />} onClick={() => copy(task.TaskId, t('copyId.done'))}>
          {t('copyId')}
        </Menu.Item>
        {abort && (
          <>
            <Menu.Divider />
            <Menu.Item
              c="var(--mantine-color-error)"
              leftSection={<CircleStop size={16} aria-hidden />}
              onClick={abort}
            >
              {t('abort')}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
