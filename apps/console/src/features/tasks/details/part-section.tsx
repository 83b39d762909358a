import { Anchor, Paper, Progress, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../i18n/format.ts';
import { AnimationResult } from '../../../parts/animation/animation-result.tsx';
import { formatName } from '../../../parts/formats.ts';
import { TaskProblem } from '../../../parts/task-problem.tsx';
import { templatesQuery } from '../../../parts/templates.ts';
import { useApplication } from '../../../shell/application.ts';
import { useHasPage } from '../../../shell/navigation.tsx';
import type { Part } from '../outcome.ts';
import { Status } from '../status.tsx';
import classes from './part-section.module.css';

interface PartSectionProps {
  readonly part: Part;
  /** From 1. */
  readonly number: number;
  readonly all: readonly Part[];
  /** Name of the media. */
  readonly media: string;
}

/** A part of a task: an animation with its result, or the reason why there is none. */
export function PartSection({ part, number, all, media }: PartSectionProps) {
  const { t } = useTranslation('tasks');
  const format = useFormats();
  const { data: templates } = useQuery(templatesQuery(useApplication()));
  const { input, output, outcome, code, message, progress } = part;
  const template = templates?.find(({ Definition }) => Definition === input?.Definition);
  const animations = all.flatMap((one) => one.output ?? []);
  const kind = output?.Container ?? template?.Format;
  const title = input
    ? t(kind ? 'part.animation' : 'part.deleted', { number, format: kind ? formatName(kind) : '' })
    : part.type;
  return (
    <Paper component="section" p="md" mb="md" aria-label={title}>
      <div className={classes.head}>
        <Title order={2}>{title}</Title>
        {(all.length > 1 || outcome === 'running') && <Status outcome={outcome} progress={progress} />}
      </div>
      {outcome === 'running' && <Progress value={progress} aria-label={t('part.progress')} mb="sm" />}
      {output && (
        <AnimationResult
          animation={output}
          all={animations}
          alt={media}
          seconds={part.seconds}
          facts={[[t('part.template'), <TemplateLink key="template" definition={output.Definition} />]]}
        />
      )}
      {code && outcome === 'failed' && <TaskProblem code={code} message={message} />}
      {!output && input && (
        <Text size="sm" c="dimmed" mt="xs">
          {t('part.input', {
            from: offset(input.StartTimeOffset ?? 0, t('part.start')),
            to: offset(input.EndTimeOffset ?? 0, t('part.end')),
          })}{' '}
          {t('part.template')}: <TemplateLink definition={input.Definition} />
        </Text>
      )}
    </Paper>
  );

  /** 0 is the start or the end of the video. A negative time counts back from the end. */
  function offset(seconds: number, zero: string): string {
    if (seconds === 0) return zero;
    const time = format.duration(Math.abs(seconds), true);
    return seconds < 0 ? t('part.beforeEnd', { time }) : time;
  }
}

function TemplateLink({ definition }: { readonly definition: number }) {
  const { t } = useTranslation('tasks');
  const hasPage = useHasPage('/templates/$definition');
  const { data: templates } = useQuery(templatesQuery(useApplication()));
  if (definition === 0) return t('part.settings');
  const template = templates?.find(({ Definition }) => Definition === definition);
  const name = template?.Name ? `${template.Name} (${definition})` : String(definition);
  if (!template || !hasPage) return name;
  return (
    <Anchor
      component={Link}
      to={'/templates/$definition' as string}
      params={{ definition: String(definition) } as never}
      inherit
      underline="always"
    >
      {name}
    </Anchor>
  );
}
