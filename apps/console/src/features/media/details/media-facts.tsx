import { Badge, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../i18n/format.ts';
import { CopyButton } from '../../../parts/copy-button.tsx';
import { DEFAULT_CLASS } from '../class-options.ts';
import { codecName, containerName } from '../codecs.ts';
import type { Media } from '../queries.ts';

type Entry = readonly [name: string, value: ReactNode];

/** All metadata of a media, in plain words. */
export function useFacts({ FileId, BasicInfo: info, MetaData: data }: Media): readonly Entry[] {
  const { t, i18n } = useTranslation('media');
  const { bytes, duration, dateTime, number } = useFormats();
  const rate = (bits: number) => (bits > 0 ? t('fact.rate', { rate: number(Math.round(bits / 1000)) }) : '');

  const videos = (data?.VideoStreamSet ?? []).map((stream): Entry => {
    const range = stream.DynamicRangeInfo;
    const parts = [
      codecName(stream.Codec),
      `${stream.Width}×${stream.Height}`,
      stream.Fps > 0 && t('fact.fps', { fps: number(stream.Fps) }),
      range?.Type === 'HDR' && `HDR (${hdrNames[range.HDRType] ?? range.HDRType})`,
      rate(stream.Bitrate),
    ];
    return [t('fact.video'), parts.filter(Boolean).join(', ')];
  });
  const sounds = (data?.AudioStreamSet ?? []).map((stream): Entry => {
    const sampling = t('fact.sampling', { rate: number(stream.SamplingRate / 1000) });
    return [t('fact.audio'), [codecName(stream.Codec), sampling, rate(stream.Bitrate)].filter(Boolean).join(', ')];
  });

  /** In words of the language, if the service knows the source. */
  function sourceOf(type: string): string {
    if (type === 'Unknown') return '';
    return i18n.exists(`media:source.${type}`) ? t(`source.${type}` as 'source.Upload') : type;
  }

  return [
    [t('fact.description'), info?.Description],
    [t('fact.duration'), data && data.Duration > 0 && duration(data.Duration, true)],
    ...videos,
    [t('fact.rotation'), data && data.Rotate !== 0 && t('fact.degrees', { degrees: number(data.Rotate) })],
    ...(sounds.length > 0 || videos.length === 0 ? sounds : [[t('fact.audio'), t('fact.audio.none')] as const]),
    [t('fact.size'), data && `${bytes(data.Size)} (${t('fact.bytes', { count: data.Size, size: number(data.Size) })})`],
    [t('fact.container'), data && containerName(data.Container, info?.Type ?? '')],
    [t('fact.bitrate'), data && rate(data.Bitrate)],
    [t('filter.category'), info?.Category && t(`category.${info.Category as 'Video'}`)],
    [t('fact.class'), (info?.ClassId !== DEFAULT_CLASS && info?.ClassPath) || t('class.default')],
    [t('fact.tags'), info && info.TagSet.length > 0 && <Tags tags={info.TagSet} />],
    [t('fact.added'), info && dateTime(info.CreateTime)],
    [t('fact.changed'), info && info.UpdateTime !== info.CreateTime && dateTime(info.UpdateTime)],
    [t('fact.expires'), info && (isNever(info.ExpireTime) ? t('fact.expires.never') : dateTime(info.ExpireTime))],
    [t('fact.source'), info && sourceOf(info.SourceInfo.SourceType)],
    [t('fact.context'), info?.SourceInfo.SourceContext],
    [
      t('fact.fileId'),
      <Group key="id" gap="xs" wrap="nowrap">
        {FileId} <CopyButton value={FileId} label={t('copyId')} size={28} />
      </Group>,
    ],
  ];
}

const hdrNames: Readonly<Record<string, string>> = { hdr10: 'HDR10', hlg: 'HLG' };

const isNever = (time: string): boolean => time.startsWith('9999-');

function Tags({ tags }: { readonly tags: readonly string[] }) {
  return (
    <Group gap="xs">
      {tags.map((tag) => (
        <Badge key={tag} variant="default" tt="none" fw={500}>
          {tag}
        </Badge>
      ))}
    </Group>
  );
}
