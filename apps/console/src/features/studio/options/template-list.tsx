import { Badge, Button, Group, Radio, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../i18n/format.ts';
import { ErrorNotice } from '../../../parts/error-notice.tsx';
import { useApplication } from '../../../shell/application.ts';
import type { Template } from '../model/settings.ts';
import { templatesQuery } from '../queries.ts';
import classes from './options.module.css';

interface TemplateListProps {
  /** Definition of the chosen template. */
  readonly value: number | undefined;
  readonly onChange: (definition: number) => void;
  /** Takes the values of a template as own settings. */
  readonly onCopy: (template: Template) => void;
}

/** The templates as cards with their values. */
export function TemplateList({ value, onChange, onCopy }: TemplateListProps) {
  const { t } = useTranslation('studio');
  const { data, error, refetch } = useQuery(templatesQuery(useApplication()));
  if (error) return <ErrorNotice error={error} onRetry={refetch} />;
  if (!data) return <Skeleton height={160} radius="md" />;
  const chosen = data.find(({ Definition }) => Definition === value);
  return (
    <>
      <Radio.Group
        aria-label={t('mode.template')}
        value={value === undefined ? null : String(value)}
        onChange={(id) => onChange(Number(id))}
      >
        <div className={classes.cards}>
          {data.map((template) => (
            <Radio.Card key={template.Definition} value={String(template.Definition)} className={classes.card ?? ''}>
              <Radio.Indicator />
              <span className={classes.cardText}>
                <span className={classes.cardName}>{template.Name || template.Definition}</span>
                <TemplateFacts template={template} />
              </span>
              <Badge variant="default" size="sm">
                {template.Format}
              </Badge>
            </Radio.Card>
          ))}
        </div>
      </Radio.Group>
      {chosen && (
        <Group justify="space-between" mt="sm" gap="sm">
          <Text size="sm" c="dimmed">
            {chosen.Comment}
          </Text>
          <Button variant="subtle" size="compact-sm" onClick={() => onCopy(chosen)}>
            {t('template.copy')}
          </Button>
        </Group>
      )}
    </>
  );
}

function TemplateFacts({ template: { Width, Height, Fps, Quality } }: { readonly template: Template }) {
  const { t } = useTranslation('studio');
  const { number } = useFormats();
  const size =
    Width && Height ? `${Width}×${Height}` : t(Width || Height ? 'size.px' : 'size.source', { px: Width || Height });
  return (
    <span className={classes.cardFacts}>
      {size} · {t('fps', { fps: number(Fps) })} · {t('quality.short', { quality: number(Quality) })}
    </span>
  );
}
