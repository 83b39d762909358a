import { Group, Skeleton, Text, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { skipToken, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../../api/types.ts';
import { useFormats } from '../../../i18n/format.ts';
import { TrueSize } from '../../../parts/animation/true-size.tsx';
import { ErrorNotice } from '../../../parts/error-notice.tsx';
import { MediaPicker } from '../../../parts/media-picker/media-picker.tsx';
import { useObjectUrl } from '../../../parts/use-object-url.ts';
import { useHasRight } from '../../../session/rights.ts';
import { useApplication } from '../../../shell/application.ts';
import { expectedSize } from './expected-size.ts';
import { type PreviewSettings, previewQuery } from './preview.ts';
import classes from './sample.module.css';
import { useSampleMedia } from './sample-media.ts';

/** Length of a sample, seconds. */
const SECONDS = 3;
/** A sample is made this long after the last change, ms. */
const PAUSE_MS = 400;

interface SampleProps {
  /** Undefined while a value is not allowed: then the last sample stays. */
  readonly settings: PreviewSettings | undefined;
}

/** What a template makes of a video of the library, made with the present settings. */
export function Sample({ settings }: SampleProps) {
  const { t } = useTranslation('templates');
  const application = useApplication();
  const { media, choose } = useSampleMedia();
  const mayProcess = useHasRight('process');
  if (!mayProcess) return null;
  return (
    <section className={classes.sample} aria-labelledby="sample">
      <div className={classes.head}>
        <Title order={2} id="sample">
          {t('sample')}
        </Title>
        {media !== null && <MediaPicker application={application} media={media} onChoose={choose} />}
      </div>
      {media === null && <Text c="dimmed">{t('sample.none')}</Text>}
      {media === undefined && <Skeleton className={classes.bar ?? ''} />}
      {media && <SampleOf key={media.FileId} media={media} settings={settings} />}
    </section>
  );
}

/** A part from the first third of the video, which is often more telling than the start. */
function segmentOf(duration: number) {
  const start = Math.max(0, Math.min(duration / 3, duration - SECONDS));
  const rounded = Math.floor(start * 10) / 10;
  return { StartTimeOffset: rounded, EndTimeOffset: duration > 0 ? Math.min(rounded + SECONDS, duration) : SECONDS };
}

function SampleOf({ media, settings }: SampleProps & { readonly media: Schemas['MediaInfo'] }) {
  const { t } = useTranslation('templates');
  const { bytes, number, duration } = useFormats();
  const application = useApplication();
  const [wanted] = useDebouncedValue(settings, PAUSE_MS);
  const segment = segmentOf(media.MetaData?.Duration ?? 0);
  const options = previewQuery(application, media.FileId, wanted ?? { Definition: 0 }, segment);
  const { data, error, isFetching, refetch } = useQuery({
    ...options,
    queryFn: wanted === undefined ? skipToken : options.queryFn,
  } as typeof options);
  const { Width: width = 0, Height: height = 0 } = media.MetaData ?? {};
  const place = expectedSize(wanted && 'Settings' in wanted ? wanted.Settings : {}, { width, height });
  const url = useObjectUrl(data?.file);
  const name = media.BasicInfo?.Name || media.FileId;
  return (
    <div aria-busy={isFetching} className={classes.result} data-old={isFetching || wanted === undefined}>
      {error && !isFetching && <ErrorNotice error={error} onRetry={refetch} />}
      {!data && !error && (
        <Skeleton
          className={classes.bar ?? ''}
          style={{ maxWidth: place.width, aspectRatio: place.width / place.height }}
        />
      )}
      {data && url !== undefined && !error && (
        <TrueSize src={url} alt={t('sample.alt', { name })} width={data.width} height={data.height} />
      )}
      <Group gap="xs" className={classes.facts ?? ''} role="status">
        {data && !error && (
          <span>
            {data.width}×{data.height} · {bytes(data.file.size)} · {t('sample.frames', { count: data.frames })}
          </span>
        )}
        {isFetching && <span>{t('sample.busy')}</span>}
      </Group>
      <Text size="xs" c="dimmed">
        {t('sample.of', {
          name,
          from: duration(segment.StartTimeOffset, true),
          seconds: number(segment.EndTimeOffset - segment.StartTimeOffset, { maximumFractionDigits: 1 }),
        })}
        {data?.cut.includes('Size') && ` ${t('sample.smaller')}`}
      </Text>
    </div>
  );
}
