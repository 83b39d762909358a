import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../i18n/format.ts';
import { type Column, DataTable } from '../../../parts/data-table.tsx';
import { Poster } from '../../../parts/poster.tsx';
import { shownSizeText } from '../../../parts/shown-size.ts';
import { DEFAULT_CLASS } from '../class-options.ts';
import { MediaMenu } from '../media-menu.tsx';
import type { Media } from '../queries.ts';
import classes from './media-table.module.css';

/** A page of media as a table. */
export const MediaTable = memo(function MediaTable({ media }: { readonly media: readonly Media[] | undefined }) {
  const { t } = useTranslation('media');
  const { bytes, duration, dateTime } = useFormats();
  const columns: Column<Media>[] = [
    {
      key: 'name',
      title: t('column.name'),
      cell: (one) => (
        <Link to="/media/$fileId" params={{ fileId: one.FileId }} className={classes.name ?? ''}>
          <Poster media={one} small />
          <span>{one.BasicInfo?.Name || one.FileId}</span>
        </Link>
      ),
    },
    {
      key: 'duration',
      title: t('column.duration'),
      align: 'right',
      width: '6.5rem',
      phone: false,
      cell: ({ MetaData: data }) => (data ? duration(data.Duration) : ''),
    },
    {
      key: 'size',
      title: t('column.picture'),
      align: 'right',
      width: '8rem',
      phone: false,
      cell: ({ MetaData: data }) => shownSizeText(data),
    },
    {
      key: 'bytes',
      title: t('column.bytes'),
      align: 'right',
      width: '6.5rem',
      cell: ({ MetaData: data }) => (data ? bytes(data.Size) : ''),
    },
    {
      key: 'class',
      title: t('column.class'),
      width: '10rem',
      phone: false,
      cell: ({ BasicInfo: info }) => (info?.ClassId === DEFAULT_CLASS ? t('class.default') : (info?.ClassPath ?? '')),
    },
    {
      key: 'added',
      title: t('column.added'),
      width: '13rem',
      phone: false,
      cell: ({ BasicInfo: info }) => (info ? dateTime(info.CreateTime) : ''),
    },
    {
      key: 'menu',
      title: t('column.actions'),
      isTitleHidden: true,
      align: 'right',
      width: '4rem',
      cell: (one) => <MediaMenu media={one} />,
    },
  ];
  return (
    <DataTable caption={t('title')} columns={columns} rows={media} rowKey={({ FileId }) => FileId} expected={12} />
  );
});
