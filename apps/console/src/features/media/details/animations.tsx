import { Anchor, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../i18n/format.ts';
import { CopyButton } from '../../../parts/copy-button.tsx';
import type { Media } from '../queries.ts';
import classes from './animations.module.css';

/** The animations that were made of a media. */
export function Animations({ media }: { readonly media: Media }) {
  const { t } = useTranslation('media');
  const { bytes, duration } = useFormats();
  const animations = media.AnimatedGraphicsInfo?.AnimatedGraphicsSet ?? [];
  if (media.BasicInfo?.Category !== 'Video') return null;
  return (
    <section aria-labelledby="animations">
      <Title order={2} id="animations" mb="sm">
        {t('animations')}
      </Title>
      {animations.length === 0 ? (
        <Text c="dimmed">{t('animations.none')}</Text>
      ) : (
        <ul className={classes.list}>
          {animations.map((one) => (
            <li key={one.Url}>
              <a href={one.Url} target="_blank" rel="noreferrer" className={classes.picture}>
                <img src={one.Url} alt={t('animations.alt')} width={one.Width} height={one.Height} loading="lazy" />
              </a>
              <div className={classes.line}>
                <Anchor href={one.Url} download size="sm">
                  {one.Container.toUpperCase()} {one.Width}×{one.Height}
                </Anchor>
                <CopyButton value={one.Url} label={t('animations.copyUrl')} size={28} />
              </div>
              <Text size="xs" c="dimmed">
                {duration(one.StartTimeOffset, true)}–{duration(one.EndTimeOffset, true)} · {bytes(one.Size)}
              </Text>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
