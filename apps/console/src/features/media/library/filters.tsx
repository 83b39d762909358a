import {
  ActionIcon,
  Button,
  CloseButton,
  Group,
  SegmentedControl,
  Select,
  TextInput,
  Tooltip,
  VisuallyHidden,
} from '@mantine/core';
import { useDebouncedCallback, useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { FolderCog, LayoutGrid, List, Search } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { lazyDialog } from '../../../parts/lazy-dialog.tsx';
import { useHasRight } from '../../../session/rights.ts';
import { useApplication } from '../../../shell/application.ts';
import { classOptions, DEFAULT_CLASS } from '../class-options.ts';
import type { LibrarySearch } from '../library-search.ts';
import { classesQuery } from '../queries.ts';
import classes from './filters.module.css';

interface FiltersProps {
  readonly search: LibrarySearch;
  readonly onChange: (changes: Partial<LibrarySearch>) => void;
}

const categories = ['Video', 'Audio', 'Image'] as const;

/** Search, class, category, order and view of the library. */
export function Filters({ search, onChange }: FiltersProps) {
  const { t } = useTranslation('media');
  const mayManage = useHasRight('manage');
  const { data: known = [] } = useQuery(classesQuery(useApplication()));
  const options = classOptions(known, t('class.default'));
  const hasClasses = known.some(({ ClassId }) => ClassId !== DEFAULT_CLASS);
  const chosen = search.class === undefined ? null : String(search.class);
  return (
    <section className={classes.filters} aria-label={t('filters')}>
      <SearchField value={search.q ?? ''} onChange={(q) => onChange({ q: q === '' ? undefined : q })} />
      <Group gap="sm" className={classes.choices ?? ''}>
        <div className={classes.class}>
          {(hasClasses || chosen !== null) && (
            <Select
              aria-label={t('filter.class')}
              placeholder={t('filter.class.all')}
              data={options}
              value={chosen}
              searchable={options.length > 8}
              clearable
              onChange={(value) => onChange({ class: value === null ? undefined : Number(value) })}
            />
          )}
          {mayManage && <ManageClasses isNamed={!hasClasses && chosen === null} />}
        </div>
        <Select
          aria-label={t('filter.category')}
          placeholder={t('filter.category.all')}
          data={categories.map((value) => ({ value, label: t(`category.${value}`) }))}
          value={search.category ?? null}
          clearable
          onChange={(value) => onChange({ category: value ?? undefined })}
        />
        <Select
          aria-label={t('sort')}
          data={[
            { value: 'newest', label: t('sort.newest') },
            { value: 'oldest', label: t('sort.oldest') },
          ]}
          value={search.sort ?? 'newest'}
          allowDeselect={false}
          // The service sorts the results of a search by how well they match.
          disabled={search.q !== undefined}
          onChange={(value) => onChange({ sort: value === 'oldest' ? 'oldest' : undefined })}
        />
        <SegmentedControl
          aria-label={t('view')}
          value={search.view ?? 'grid'}
          onChange={(value) => onChange({ view: value === 'list' ? 'list' : undefined, page: search.page })}
          data={[
            { value: 'grid', label: <ViewIcon Icon={LayoutGrid} name={t('view.grid')} /> },
            { value: 'list', label: <ViewIcon Icon={List} name={t('view.list')} /> },
          ]}
        />
      </Group>
    </section>
  );
}

const ClassesDialog = lazyDialog(async () => (await import('../classes/classes-dialog.tsx')).ClassesDialog);

/** @param isNamed while there are no classes, the button has room for its name */
function ManageClasses({ isNamed }: { readonly isNamed: boolean }) {
  const { t } = useTranslation('media');
  const [opened, dialog] = useDisclosure();
  return (
    <>
      {isNamed ? (
        <Button variant="default" leftSection={<FolderCog size={16} aria-hidden />} onClick={dialog.open}>
          {t('classes.manage')}
        </Button>
      ) : (
        <Tooltip label={t('classes.manage')} openDelay={0} events={{ hover: true, focus: true, touch: true }}>
          <ActionIcon variant="default" aria-label={t('classes.manage')} onClick={dialog.open}>
            <FolderCog size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
      <ClassesDialog opened={opened} onClose={dialog.close} />
    </>
  );
}

function ViewIcon({ Icon, name }: { readonly Icon: typeof List; readonly name: string }) {
  return (
    <>
      <Icon size={16} className={classes.viewIcon} aria-hidden />
      <VisuallyHidden>{name}</VisuallyHidden>
    </>
  );
}

/** Searches 250 ms after the last key. */
function SearchField({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }) {
  const { t } = useTranslation('media');
  const [text, setText] = useState(value);
  const send = useDebouncedCallback(onChange, 250);
  // Another page of the history has another search.
  useEffect(() => setText(value), [value]);

  function change(next: string) {
    setText(next);
    send(next.trim());
  }

  return (
    <TextInput
      className={classes.search}
      type="search"
      aria-label={t('search')}
      placeholder={t('search')}
      value={text}
      maxLength={100}
      onChange={(event) => change(event.currentTarget.value)}
      leftSection={<Search size={16} aria-hidden />}
      rightSection={text !== '' && <CloseButton size="sm" aria-label={t('search.clear')} onClick={() => change('')} />}
    />
  );
}
