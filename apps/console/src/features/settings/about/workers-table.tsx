import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../i18n/format.ts';
import { type Column, DataTable } from '../../../parts/data-table.tsx';
import type { About } from '../queries.ts';
import classes from './about-page.module.css';

type Worker = About['Workers'][number];
interface Row extends Worker {
  /** From 1, the oldest first. */
  readonly place: number;
}

/** The running workers, with the layers of their sandboxes. */
export function WorkersTable({ workers }: { readonly workers: readonly Worker[] }) {
  const { t } = useTranslation('settings');
  const { dateTime, number } = useFormats();

  /** Names the layers that do not protect; each active one counts. */
  function sandboxOf({ Sandbox }: Worker): string {
    if (Sandbox == null) return t('about.sandbox.unknown');
    const names = (active: boolean) => Sandbox.filter(({ Active }) => Active === active).map(({ Layer }) => Layer);
    const [on, off] = [names(true).join(', '), names(false).join(', ')];
    if (off === '') return on;
    return on === '' ? t('about.sandbox.off', { off }) : t('about.sandbox.partly', { on, off });
  }

  const columns: Column<Row>[] = [
    { key: 'place', title: t('about.worker'), width: '6rem', cell: ({ place }) => number(place) },
    {
      key: 'started',
      title: t('about.started'),
      width: '12rem',
      phone: false,
      cell: ({ StartTime }) => dateTime(StartTime),
    },
    {
      key: 'slots',
      title: t('about.slots'),
      align: 'right',
      width: '9rem',
      phone: false,
      cell: ({ Slots }) => number(Slots),
    },
    { key: 'version', title: t('about.version'), width: '7rem', phone: false, cell: ({ Version }) => Version },
    {
      key: 'sandbox',
      title: t('about.sandbox'),
      cell: (worker) => <span className={classes.sandbox}>{sandboxOf(worker)}</span>,
    },
  ];
  const rows = workers.map((worker, index) => ({ ...worker, place: index + 1 }));
  return <DataTable caption={t('about.workers')} columns={columns} rows={rows} rowKey={({ place }) => place} />;
}
