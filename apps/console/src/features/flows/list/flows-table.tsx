import { ActionIcon, Badge, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Copy, CopyPlus, Ellipsis, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../i18n/format.ts';
import { useCopy } from '../../../parts/copy.ts';
import { type Column, DataTable } from '../../../parts/data-table.tsx';
import type { Flow } from '../../../parts/flows.ts';
import { templateName, templatesQuery } from '../../../parts/templates.ts';
import { useUploadFlows } from '../../../parts/uploads/upload-flow.ts';
import { useApplication } from '../../../shell/application.ts';
import { otherParts } from '../edit/flow-values.ts';
import classes from './flows-table.module.css';

interface FlowsTableProps {
  readonly flows: readonly Flow[] | undefined;
  /** Undefined when the user may not change task flows. */
  readonly onDelete: ((flow: Flow) => void) | undefined;
}

/** Task flows as a table. */
export function FlowsTable({ flows, onDelete }: FlowsTableProps) {
  const { t } = useTranslation('flows');
  const { dateTime } = useFormats();
  const application = useApplication();
  const { data: templates } = useQuery(templatesQuery(application));
  const { every } = useUploadFlows(application);

  function content(flow: Flow): string {
    const animations = flow.MediaProcessTask?.AnimatedGraphicTaskSet ?? [];
    const names = animations.map(({ Definition }) => templateName(Definition, templates));
    const others = otherParts(flow).length;
    return (
      [...names, others > 0 && t('column.others', { count: others })].filter(Boolean).join(', ') || t('column.none')
    );
  }

  const columns: Column<Flow>[] = [
    {
      key: 'name',
      title: t('field.Name'),
      cell: (flow) => (
        <Link to="/flows/$name" params={{ name: flow.Name }} className={classes.name ?? ''}>
          <span className={classes.title}>{flow.Name}</span>
          {flow.Name === every && (
            <Badge variant="light" tt="none" fw={500} my={4}>
              {t('every')}
            </Badge>
          )}
          {flow.Comment !== '' && <span className={classes.line}>{flow.Comment}</span>}
          <span className={classes.phone}>{content(flow)}</span>
        </Link>
      ),
    },
    { key: 'content', title: t('column.content'), phone: false, cell: content },
    {
      key: 'changed',
      title: t('column.changed'),
      width: '13rem',
      phone: false,
      cell: ({ UpdateTime }) => dateTime(UpdateTime),
    },
    {
      key: 'menu',
      title: t('column.actions'),
      isTitleHidden: true,
      align: 'right',
      width: '4rem',
      cell: (flow) => <FlowMenu flow={flow} onDelete={onDelete} />,
    },
  ];
  return <DataTable caption={t('title')} columns={columns} rows={flows} rowKey={({ Name }) => Name} expected={5} />;
}

function FlowMenu({ flow, onDelete }: { readonly flow: Flow } & Pick<FlowsTableProps, 'onDelete'>) {
  const { t } = useTranslation('flows');
  const { t: common } = useTranslation();
  const copy = useCopy();
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon size={28} aria-label={t('menu', { name: flow.Name })}>
          <Ellipsis size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {onDelete && (
          <Menu.Item
            leftSection={<CopyPlus size={16} aria-hidden />}
            component={Link}
            to="/flows/-/new"
            search={{ from: flow.Name } as never}
          >
            {t('copy')}
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<Copy size={16} aria-hidden />}
          onClick={() => copy(flow.Name, t('copyName.done', { name: flow.Name }))}
        >
          {t('copyName')}
        </Menu.Item>
        {onDelete && (
          <>
            <Menu.Divider />
            <Menu.Item
              c="var(--mantine-color-error)"
              leftSection={<Trash2 size={16} aria-hidden />}
              onClick={() => onDelete(flow)}
            >
              {common('action.delete')}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
