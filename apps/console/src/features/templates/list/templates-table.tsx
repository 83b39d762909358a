import { ActionIcon, Menu, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Copy, CopyPlus, Ellipsis, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../i18n/format.ts';
import { useCopy } from '../../../parts/copy.ts';
import { type Column, DataTable } from '../../../parts/data-table.tsx';
import { type Template, templateName } from '../../../parts/templates.ts';
import { FormatBadge } from '../format-badge.tsx';
import { useSizeText } from '../template-facts.ts';
import classes from './templates-table.module.css';

interface TemplatesTableProps {
  readonly templates: readonly Template[] | undefined;
  /** Undefined when the user may not change templates. */
  readonly onDelete: ((template: Template) => void) | undefined;
}

/** Templates as a table. */
export function TemplatesTable({ templates, onDelete }: TemplatesTableProps) {
  const { t } = useTranslation('templates');
  const { number, dateTime } = useFormats();
  const sizeText = useSizeText();
  const columns: Column<Template>[] = [
    {
      key: 'name',
      title: t('column.name'),
      cell: (one) => (
        <Link
          to="/templates/$definition"
          params={{ definition: String(one.Definition) }}
          className={classes.name ?? ''}
        >
          <span className={classes.title}>{templateName(one.Definition, [one])}</span>
          <span className={classes.phone}>
            {sizeText(one)} · {t('column.fps.short', { fps: number(one.Fps) })}
          </span>
          {one.Comment !== '' && <span className={classes.comment}>{one.Comment}</span>}
        </Link>
      ),
    },
    { key: 'format', title: t('field.Format'), width: '6rem', cell: (one) => <FormatBadge format={one.Format} /> },
    { key: 'size', title: t('column.size'), width: '14rem', phone: false, cell: (one) => sizeText(one) },
    {
      key: 'fps',
      title: t('column.fps'),
      align: 'right',
      width: '7rem',
      phone: false,
      cell: (one) => number(one.Fps),
    },
    {
      key: 'quality',
      title: t('field.Quality'),
      align: 'right',
      width: '6rem',
      phone: false,
      cell: (one) => number(one.Quality),
    },
    {
      key: 'changed',
      title: t('column.changed'),
      width: '13rem',
      phone: false,
      cell: (one) =>
        one.Type === 'Preset' ? (
          <Text size="sm" c="dimmed">
            {t('preset')}
          </Text>
        ) : (
          dateTime(one.UpdateTime)
        ),
    },
    {
      key: 'menu',
      title: t('column.actions'),
      isTitleHidden: true,
      align: 'right',
      width: '4rem',
      cell: (one) => <TemplateMenu template={one} onDelete={onDelete} />,
    },
  ];
  return (
    <DataTable
      caption={t('title')}
      columns={columns}
      rows={templates}
      rowKey={({ Definition }) => Definition}
      expected={6}
    />
  );
}

function TemplateMenu({ template, onDelete }: { readonly template: Template } & Pick<TemplatesTableProps, 'onDelete'>) {
  const { t } = useTranslation('templates');
  const { t: common } = useTranslation();
  const copy = useCopy();
  const { Definition: definition, Type: type } = template;
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon size={28} aria-label={t('menu', { name: templateName(definition, [template]) })}>
          <Ellipsis size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {onDelete && (
          <Menu.Item
            leftSection={<CopyPlus size={16} aria-hidden />}
            component={Link}
            to="/templates/new"
            search={{ from: definition } as never}
          >
            {t('copy')}
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<Copy size={16} aria-hidden />}
          onClick={() => copy(String(definition), t('copyId.done', { id: String(definition) }))}
        >
          {t('copyId')}
        </Menu.Item>
        {onDelete && type === 'Custom' && (
          <>
            <Menu.Divider />
            <Menu.Item
              c="var(--mantine-color-error)"
              leftSection={<Trash2 size={16} aria-hidden />}
              onClick={() => onDelete(template)}
            >
              {common('action.delete')}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
