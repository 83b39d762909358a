import { ActionIcon, Menu, Text, Title } from '@mantine/core';
import { Download, Ellipsis, ExternalLink } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../i18n/format.ts';
import { CopyItems } from '../../../parts/animation/copy-menu.tsx';
import { type Animation, fileNameOf } from '../../../parts/animation/embed.ts';
import { formatName } from '../../../parts/formats.ts';
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
                <Text size="sm">
                  {formatName(one.Container)} {one.Width}×{one.Height}
                </Text>
                <AnimationMenu animation={one} all={animations} name={media.BasicInfo?.Name || media.FileId} />
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

interface AnimationMenuProps {
  readonly animation: Animation;
  readonly all: readonly Animation[];
  /** Of the media. */
  readonly name: string;
}

function AnimationMenu({ animation, all, name }: AnimationMenuProps) {
  const { t } = useTranslation('media');
  const { Url: url, Container, Width, Height } = animation;
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon
          size={28}
          aria-label={t('animations.menu', { format: formatName(Container), size: `${Width}×${Height}` })}
        >
          <Ellipsis size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<ExternalLink size={16} aria-hidden />}
          component="a"
          href={url}
          target="_blank"
          rel="noreferrer"
        >
          {t('animations.open')}
        </Menu.Item>
        <Menu.Item
          leftSection={<Download size={16} aria-hidden />}
          component="a"
          href={url}
          download={fileNameOf(animation, name)}
        >
          {t('download')}
        </Menu.Item>
        <Menu.Divider />
        <CopyItems animation={animation} all={all} alt={name} />
      </Menu.Dropdown>
    </Menu>
  );
}
