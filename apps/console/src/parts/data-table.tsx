import { Skeleton, Table, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './data-table.module.css';

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  /** Whether only screen readers read the title, such as that of a column of buttons. */
  readonly isTitleHidden?: boolean;
  readonly cell: (row: Row) => ReactNode;
  /** Numbers stand at the right. */
  readonly align?: 'left' | 'right';
  /** CSS width. Without one, the column shares the rest. */
  readonly width?: string;
  /** Whether phones show it. Default: true. */
  readonly phone?: boolean;
}

interface DataTableProps<Row> {
  /** What the table lists, for screen readers. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  /** Undefined while they load: then gray bars show the size of the page. */
  readonly rows: readonly Row[] | undefined;
  readonly rowKey: (row: Row) => string | number;
  /** Rows of bars while the page loads. */
  readonly expected?: number;
}

/** A table of one page of things. Rows have one height, so that nothing moves when they arrive. */
export function DataTable<Row>({ caption, columns, rows, rowKey, expected = 8 }: DataTableProps<Row>) {
  const bars = Array.from({ length: rows === undefined ? expected : 0 }, (_, index) => index);
  const props = ({ align, phone = true, width }: Column<Row>) => ({
    'data-phone': phone,
    style: { textAlign: align ?? 'left', width } as const,
  });
  return (
    <div className={classes.frame}>
      <Table className={classes.table} aria-busy={rows === undefined}>
        <Table.Caption className={classes.caption}>{caption}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column.key} scope="col" {...props(column)}>
                {column.isTitleHidden ? <VisuallyHidden>{column.title}</VisuallyHidden> : column.title}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows?.map((row) => (
            <Table.Tr key={rowKey(row)}>
              {columns.map((column) => (
                <Table.Td key={column.key} {...props(column)}>
                  {column.cell(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
          {bars.map((bar) => (
            <Table.Tr key={bar}>
              {columns.map((column) => (
                <Table.Td key={column.key} {...props(column)}>
                  <Skeleton height={12} radius="sm" />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
