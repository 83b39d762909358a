import { ActionIcon, Group, Tooltip } from '@mantine/core';
import { FolderPlus, PencilLine, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MediaClass } from '../queries.ts';
import { ClassNameForm } from './class-name-form.tsx';
import { mayHaveClasses } from './class-tree.ts';
import classes from './classes-dialog.module.css';
import { useClassChanges } from './use-class-changes.ts';

/** A class with its actions, or the field of its new name or of a new class in it. */
export function ClassRow({ of }: { readonly of: MediaClass }) {
  const { t } = useTranslation('media');
  const { t: common } = useTranslation();
  const { create, rename, remove } = useClassChanges();
  const [form, setForm] = useState<'rename' | 'add'>();
  const { ClassId, ClassName: name, Level, SubClassIdSet } = of;
  const close = () => setForm(undefined);
  return (
    <li className={classes.row} style={{ paddingLeft: `${Level * 1.5}rem` }}>
      {form === 'rename' ? (
        <ClassNameForm
          label={t('class.rename.what', { name })}
          name={name}
          submit={common('action.save')}
          onSubmit={(ClassName) => rename.mutateAsync({ ClassId, ClassName })}
          onClose={close}
        />
      ) : (
        <div className={classes.line}>
          <span className={classes.name}>{name}</span>
          <Group gap={0} wrap="nowrap">
            {mayHaveClasses(of) && (
              <Action label={t('class.add.what', { name })} Icon={FolderPlus} onClick={() => setForm('add')} />
            )}
            <Action label={t('class.rename.what', { name })} Icon={PencilLine} onClick={() => setForm('rename')} />
            <Action
              label={t('class.delete.what', { name })}
              Icon={Trash2}
              isDisabled={SubClassIdSet.length > 0 || remove.isPending}
              onClick={() => remove.mutate(of)}
            />
          </Group>
        </div>
      )}
      {form === 'add' && (
        <ClassNameForm
          label={t('class.add.what', { name })}
          placeholder={t('class.new.name')}
          submit={t('class.new.create')}
          onSubmit={(ClassName) => create.mutateAsync({ ParentId: ClassId, ClassName })}
          onClose={close}
        />
      )}
    </li>
  );
}

interface ActionProps {
  readonly label: string;
  readonly Icon: typeof Trash2;
  readonly isDisabled?: boolean;
  readonly onClick: () => void;
}

function Action({ label, Icon, isDisabled = false, onClick }: ActionProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} disabled={isDisabled} onClick={onClick}>
        <Icon size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
