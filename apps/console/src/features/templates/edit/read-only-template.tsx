import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../i18n/format.ts';
import { CopyButton } from '../../../parts/copy-button.tsx';
import { Facts } from '../../../parts/facts.tsx';
import type { Template } from '../../../parts/templates.ts';
import { FormatBadge } from '../format-badge.tsx';
import { Sample } from '../sample/sample.tsx';
import { useSizeText } from '../template-facts.ts';
import { UsedBy } from '../used-by.tsx';
import classes from './editor.module.css';

/** A template that cannot be changed, and a sample of what it makes. */
export function ReadOnlyTemplate({ template }: { readonly template: Template }) {
  const { t } = useTranslation('templates');
  const { number } = useFormats();
  const sizeText = useSizeText();
  const { Definition, Type, Format, Fps, Quality, Comment } = template;
  return (
    <div className={classes.columns}>
      <div>
        {Type === 'Preset' && (
          <Text c="dimmed" mb="sm">
            {t('preset.text')}
          </Text>
        )}
        <Facts
          entries={[
            [t('field.Format'), <FormatBadge key="format" format={Format} />],
            [t('column.size'), sizeText(template)],
            [t('field.Fps'), number(Fps)],
            [t('field.Quality'), number(Quality)],
            [t('field.Comment'), Comment],
            [
              t('definition'),
              <span key="id" className={classes.id}>
                {Definition} <CopyButton value={String(Definition)} label={t('copyId')} size={28} />
              </span>,
            ],
          ]}
        />
        <UsedBy definition={Definition} />
      </div>
      <Sample settings={{ Definition }} />
    </div>
  );
}
