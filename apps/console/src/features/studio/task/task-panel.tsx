import { Button, Group, Progress, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Square, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../../api/call.ts';
import { client, unwrap } from '../../../api/client.ts';
import { AnimationResult } from '../../../parts/animation/animation-result.tsx';
import { ErrorNotice } from '../../../parts/error-notice.tsx';
import { useLive } from '../../../parts/live/use-live.ts';
import { notify } from '../../../parts/notify.ts';
import { TaskProblem } from '../../../parts/task-problem.tsx';
import { useObjectUrl } from '../../../parts/use-object-url.ts';
import { useApplication } from '../../../shell/application.ts';
import { useOptionTexts } from '../options/use-option-texts.tsx';
import { Warning } from '../result/warning.tsx';
import { useStudio } from '../studio-context.ts';
import classes from './task-panel.module.css';

/** What is known of an animation before it is made. */
export interface Expected {
  readonly width: number;
  readonly height: number;
  /** Estimated time that it takes, seconds. */
  readonly seconds: number | undefined;
  /** The preview. */
  readonly picture: Blob | undefined;
}

interface TaskPanelProps {
  readonly taskId: string;
  /** Its place is kept, so that nothing moves when the animation arrives. Undefined: unknown, as after a reload. */
  readonly expected: Expected | undefined;
  /** Leaves the task. */
  readonly onLeave: () => void;
}

/** The task that was started: its progress, then its result, or why it failed. */
export function TaskPanel({ taskId, expected, onLeave }: TaskPanelProps) {
  const { t } = useTranslation('studio');
  const { media } = useStudio();
  const application = useApplication();
  const queries = useQueryClient();
  const pollInterval = useLive();
  const { data, error, refetch } = useQuery({
    queryKey: ['tasks', 'studio', application, taskId],
    queryFn({ signal }) {
      const params = { path: { TaskId: taskId }, query: application };
      return unwrap(client.GET('/x/v1/tasks/{TaskId}', { params, signal }));
    },
    meta: { id: taskId },
    refetchInterval: ({ state }) => (isOver(state.data?.Status) ? false : pollInterval(true)),
    staleTime: 0,
  });
  const abort = useMutation({
    mutationFn: () => call('ManageTask', { ...application, TaskId: taskId, OperationType: 'Abort' }),
    onError: (reason) => notify.failed(t('task.abort.failed'), reason),
    onSettled: () => queries.invalidateQueries({ queryKey: ['tasks'] }),
  });

  const result = data?.Animations[0];
  const { plays } = useOptionTexts();
  const isRunning = data !== undefined && !isOver(data.Status);
  const done = result?.Progress ?? 0;
  const left = data?.Status === 'WAITING' || !expected?.seconds ? undefined : expected.seconds * (1 - done / 100);
  const preview = useObjectUrl(isRunning || !data ? expected?.picture : undefined);
  const name = media.BasicInfo?.Name || media.FileId;
  const title = useRef<HTMLHeadingElement>(null);
  const isStarted = expected !== undefined;
  // The button that started the task may be far below.
  useEffect(() => {
    if (isStarted) title.current?.focus({ preventScroll: true });
  }, [isStarted]);
  const close = (
    <Button variant="default" leftSection={<X size={16} aria-hidden />} onClick={onLeave}>
      {t('task.close')}
    </Button>
  );
  return (
    <section className={classes.panel} aria-label={t('task')} aria-live="polite">
      <Title order={2} ref={title} tabIndex={-1} className={classes.title ?? ''}>
        {t(titleOf(data?.Status, result?.Status))}
      </Title>
      {error && <ErrorNotice error={error} onRetry={refetch} />}
      {(isRunning || (!data && !error)) && (
        <div className={classes.running} data-placed={expected !== undefined}>
          {expected && (
            <div
              className={classes.place}
              style={{ width: expected.width, aspectRatio: `${expected.width} / ${expected.height}` }}
            >
              {preview && <img src={preview} alt={t('preview.alt')} />}
            </div>
          )}
          <div className={classes.progress}>
            <Progress
              value={data?.Status === 'WAITING' ? 0 : done}
              animated={data?.Status !== 'WAITING'}
              striped
              size="lg"
              aria-label={t('task.progress')}
            />
            <Group justify="space-between">
              <Text size="sm" c="dimmed">
                {data?.Status === 'WAITING' ? t('task.waiting') : t('task.percent', { percent: done })}
                {left !== undefined && left >= 1 && ` · ${t('task.left', { seconds: Math.round(left) })}`}
              </Text>
              <Button
                variant="default"
                size="compact-sm"
                leftSection={<Square size={14} aria-hidden />}
                loading={abort.isPending}
                onClick={() => abort.mutate()}
              >
                {t('task.abort')}
              </Button>
            </Group>
          </div>
        </div>
      )}
      {result?.Output && (
        <Stack gap="sm">
          <AnimationResult
            animation={result.Output}
            alt={name}
            seconds={result.Facts?.Seconds ?? secondsBetween(result.BeginProcessTime, result.FinishTime)}
            frames={result.Facts ? { frames: result.Facts.Frames, duration: result.Facts.Duration } : undefined}
            facts={result.Facts ? [[t('plays.label'), plays(result.Facts.Loop)]] : []}
            actions={close}
          />
          {result.Facts?.Warnings.map(({ Code, Message }) => (
            <Warning key={Code} code={Code} message={Message} />
          ))}
        </Stack>
      )}
      {result?.Status === 'FAIL' && result.ErrCodeExt !== '' && (
        <TaskProblem code={result.ErrCodeExt} message={result.Message} />
      )}
      {data && !isRunning && !result?.Output && <Group>{close}</Group>}
    </section>
  );
}

const isOver = (status: string | undefined): boolean => status === 'FINISH' || status === 'ABORTED';

function titleOf(status: string | undefined, result: string | undefined) {
  if (status === 'ABORTED') return 'task.aborted';
  if (!isOver(status)) return 'task.running';
  return result === 'SUCCESS' ? 'task.done' : 'task.failed';
}

function secondsBetween(from: string, to: string): number | undefined {
  const seconds = (Date.parse(to) - Date.parse(from)) / 1000;
  return Number.isFinite(seconds) ? seconds : undefined;
}
