import { Alert, Button, SegmentedControl } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { Sparkles } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/types.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { useHasRight } from '../../session/rights.ts';
import { KeyHelp } from './controls/key-help.tsx';
import { Points } from './controls/points.tsx';
import { Transport } from './controls/transport.tsx';
import { useKeys } from './controls/use-keys.ts';
import { CopyAs } from './copy-as/copy-dialog.tsx';
import { fileNameOf, isRaw, pictureOf } from './film.ts';
import type { Film } from './model/editor.ts';
import { readingOf } from './model/reading.ts';
import { segmentOf } from './model/segment.ts';
import { contrasted, firstSettings, type OwnSettings, ownOf, wireSettings } from './model/settings.ts';
import { MoreOptions } from './options/more-options.tsx';
import { OwnFields } from './options/own-settings.tsx';
import { problemOf } from './options/problem.ts';
import { TemplateList } from './options/template-list.tsx';
import { Doubts } from './pictures/doubts.tsx';
import type { Recipe, Source } from './pictures/pictures.ts';
import { useFrameTimes } from './pictures/use-frame-times.ts';
import { planQuery, previewQuery, templatesQuery } from './queries.ts';
import { Advice, Estimate } from './result/estimate.tsx';
import { Preview } from './result/preview.tsx';
import { useKept, useSettled } from './result/use-settled.ts';
import { type Studio, StudioContext, useEditorValue } from './studio-context.ts';
import classes from './studio-page.module.css';
import { startTask } from './task/start.ts';
import { type Expected, TaskPanel } from './task/task-panel.tsx';
import { Timeline } from './timeline/timeline.tsx';
import { type Choices, useAddress, useChoices } from './use-address.ts';
import { useSettledSegment } from './use-segment.ts';
import { useStudioOf } from './use-studio-of.ts';
import { usePlayer } from './viewer/use-player.ts';
import { mayPlay } from './viewer/video-player.ts';
import { Viewer } from './viewer/viewer.tsx';
import { Waiting } from './waiting.tsx';

/** Estimate and preview follow changes after this time, ms. */
const SETTLE = 350;

interface WorkbenchProps {
  readonly media: Schemas['MediaInfo'];
  readonly source: Source;
  readonly film: Film;
}

/** Viewer, timeline and settings of one film. */
export function Workbench({ media, source, film }: WorkbenchProps) {
  const search = useSearch({ from: '/app/create/$fileId' });
  const [choices, choose] = useChoices(pictureOf(media).width);
  const studio = useStudioOf({ media, source, film, reading: readingOf(choices.settings), search });
  if (!studio) return <Waiting />;
  return (
    <StudioContext value={studio}>
      <Bench {...studio} choices={choices} choose={choose} />
    </StudioContext>
  );
}

interface BenchProps extends Studio {
  readonly choices: Choices;
  readonly choose: (changes: Partial<Choices>) => void;
}

function Bench({ editor, sheets, media, source, choices, choose }: BenchProps) {
  const { t } = useTranslation('studio');
  const { application } = source;
  const queries = useQueryClient();
  const picture = pictureOf(media);
  useAddress(editor, choices);
  const framesError = useFrameTimes(editor, sheets);
  const { data: templates = [] } = useQuery(templatesQuery(application));
  const [helps, help] = useDisclosure();
  const mayProcess = useHasRight('process');

  const codec = media.MetaData?.VideoStreamSet[0]?.Codec ?? '';
  const [played, setPlayed] = useState<'video' | 'sheets' | undefined>(() =>
    media.BasicInfo?.MediaUrl && mayPlay(codec) ? undefined : 'sheets',
  );
  // A browser plays the main video at its own rate.
  const mode = source.reading ? 'sheets' : played;
  const elements = {
    front: useRef<HTMLVideoElement>(null),
    back: useRef<HTMLVideoElement>(null),
    canvas: useRef<HTMLCanvasElement>(null),
  };
  const playback = usePlayer(editor, source, mode, elements);
  useKeys(editor, playback, help.open);

  const { settings, other, task } = choices;
  const definition = settings.kind === 'template' ? settings.definition : undefined;
  const template = templates.find(({ Definition }) => Definition === definition);
  const isPortrait = picture.height > picture.width;
  const own = settings.kind === 'own' ? settings.own : template ? ownOf(template, isPortrait) : firstSettings;
  const setOwn = (changed: OwnSettings) => choose({ settings: { kind: 'own', own: changed } });

  const { fps } = own;
  const currentSegment = () => segmentOf(editor.state.selection, editor.sampling(fps));
  const hasSegment = useEditorValue(() => currentSegment() !== undefined);
  const part = useSettledSegment(fps, SETTLE);
  const wire = wireSettings(settings);
  const settledWire = useSettled(wire, SETTLE);
  // The estimate and the preview stay while the frames around a new end are not known yet.
  const settledSegment = useKept(part.segment);
  const isLate = part.isLate || !part.segment || JSON.stringify(settledWire) !== JSON.stringify(wire);
  const settled = useMemo(
    () => settledSegment && settledWire && { ...settledSegment, ...settledWire },
    [settledWire, settledSegment],
  );

  const [expected, expect] = useState<Expected>();
  const start = useMutation({
    mutationFn: startTask,
    onSuccess(taskId) {
      choose({ task: taskId });
      scrollTo({ top: 0, behavior: 'smooth' });
      void queries.invalidateQueries({ queryKey: ['tasks'] });
    },
  });

  const { error: planError } = useQuery({ ...planQuery(source, settled as Recipe), enabled: settled !== undefined });
  const problem = settings.kind === 'own' ? (problemOf(planError) ?? problemOf(start.error)) : undefined;

  function expectedOf(recipe: Recipe): Expected | undefined {
    const plan = queries.getQueryData(planQuery(source, recipe).queryKey);
    const preview = queries.getQueryData(previewQuery(source, recipe, 'a').queryKey);
    return plan && { ...plan, seconds: plan.estimate?.seconds, picture: preview?.picture };
  }

  // A click before the frames around the ends are known starts the task as soon as they are.
  const [waits, setWaits] = useState(false);
  useEffect(() => {
    if (waits && hasSegment) make();
  });

  function make() {
    const segment = currentSegment();
    setWaits(segment === undefined);
    if (!segment) return;
    if (playback.state !== 'paused') playback.pause();
    expect(settled && expectedOf(settled));
    start.mutate({ application, fileId: source.fileId, recipe: { ...segment, ...wire } });
  }

  const job = () => ({
    fileId: source.fileId,
    fileName: fileNameOf(media),
    segment: currentSegment() ?? { StartTimeOffset: editor.state.selection.in, EndTimeOffset: 0 },
    template,
    settings: template ? ownOf(template) : own,
    adaptive: template ? template.ResolutionAdaptive === 'open' : own.more.ResolutionAdaptive === true,
    subAppId: application.SubAppId,
    host: location.host,
    https: location.protocol === 'https:',
  });

  return (
    <>
      {task !== undefined && (
        <TaskPanel key={task} taskId={task} expected={expected} onLeave={() => choose({ task: undefined })} />
      )}
      <div className={classes.columns}>
        <div className={classes.film}>
          <Viewer {...elements} playback={playback} mode={mode} onMode={setPlayed} fps={fps} />
          <Transport playback={playback} onHelp={help.open} />
          <Timeline />
          <Points fps={fps} />
          <Doubts fps={fps} />
          {framesError !== undefined && !hasSegment && (
            <ErrorNotice title={t('frames.failed')} limitHint={t('pictures.busy')} error={framesError} />
          )}
          <KeyHelp opened={helps} onClose={help.close} />
        </div>
        <div className={classes.panel}>
          <SegmentedControl
            fullWidth
            aria-label={t('mode')}
            data={[
              { value: 'own', label: t('mode.own') },
              { value: 'template', label: t('mode.template') },
            ]}
            value={settings.kind}
            onChange={(kind) =>
              kind === 'own'
                ? setOwn(own)
                : choose({
                    settings: { kind: 'template', definition: templates[0]?.Definition ?? 20001 },
                    other: undefined,
                  })
            }
          />
          {settings.kind === 'own' ? (
            <>
              <OwnFields own={own} onChange={setOwn} sourceWidth={picture.width} problem={problem} />
              <MoreOptions
                format={own.format}
                more={own.more}
                streams={media.MetaData?.VideoStreamSet.length ?? 0}
                isRaw={isRaw(media)}
                hasBothSides={own.width > 0 && own.height > 0}
                onChange={(more) => setOwn({ ...own, more })}
                problem={problem}
              />
            </>
          ) : (
            <TemplateList
              value={definition}
              onChange={(id) => choose({ settings: { kind: 'template', definition: id }, other: undefined })}
              onCopy={(copied) => setOwn(ownOf(copied, isPortrait))}
            />
          )}
          {settings.kind === 'template' && templates.length > 0 && !template && (
            <Alert color="yellow">{t('template.missing', { id: definition })}</Alert>
          )}
          {settled ? (
            <Estimate recipe={settled} isLate={isLate} />
          ) : (
            <div className={classes.reading}>{framesError === undefined && t('frames.reading')}</div>
          )}
          {!mayProcess && <Alert color="yellow">{t('start.noRight')}</Alert>}
          {start.error && <ErrorNotice error={start.error} />}
          <div className={classes.start} data-fixed={task === undefined}>
            <Button
              fullWidth
              size="md"
              leftSection={<Sparkles size={18} aria-hidden />}
              loading={start.isPending || waits}
              disabled={!mayProcess}
              onClick={make}
            >
              {t('start')}
            </Button>
          </div>
          {settled && (
            <Advice
              recipe={settled}
              onSuggestion={settings.kind === 'own' ? (changes) => setOwn({ ...own, ...changes }) : undefined}
            />
          )}
          <CopyAs job={job} />
          {settled && mayProcess && !problem && (
            <Preview
              recipe={settled}
              isLate={isLate}
              own={own}
              other={other}
              onCompare={(what) => choose({ other: what && contrasted(own, what, picture.width) })}
              onUse={(used) => choose({ settings: { kind: 'own', own: used }, other: own })}
            />
          )}
        </div>
      </div>
    </>
  );
}
