import { Button, Group, Loader, Menu, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ChevronDown, MoveHorizontal, SplitSquareHorizontal, X } from 'lucide-react';
import type { CSSProperties } from 'react';
import { ReactCompareSlider } from 'react-compare-slider';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../i18n/format.ts';
import { ErrorNotice } from '../../../parts/error-notice.tsx';
import { formatName } from '../../../parts/formats.ts';
import { pictureOf } from '../film.ts';
import { type Contrast, contrasted, type OwnSettings, wireSettings } from '../model/settings.ts';
import type { Preview as MadePreview, Recipe } from '../pictures/pictures.ts';
import { previewQuery } from '../queries.ts';
import { useStudio } from '../studio-context.ts';
import classes from './result.module.css';
import { usePictureUrls } from './use-picture-url.ts';

interface PreviewProps {
  readonly recipe: Recipe;
  /** Whether the recipe is newer than the one that is shown. */
  readonly isLate: boolean;
  readonly own: OwnSettings;
  /** The settings to compare with. */
  readonly other: OwnSettings | undefined;
  readonly onCompare: (what: Contrast | undefined) => void;
  /** Takes the settings that were compared with. */
  readonly onUse: (own: OwnSettings) => void;
}

const contrasts = ['format', 'quality', 'fps', 'width'] as const;

/** The animation itself, made with the settings, and beside it another one to compare with. */
export function Preview({ recipe, isLate, own, other, onCompare, onUse }: PreviewProps) {
  const { t } = useTranslation('studio');
  const { source, media } = useStudio();
  const a = useQuery(previewQuery(source, recipe, 'a'));
  const { StartTimeOffset, EndTimeOffset } = recipe;
  const otherRecipe = other && {
    ...wireSettings({ kind: 'own', own: other }),
    ...{ StartTimeOffset, EndTimeOffset },
  };
  const b = useQuery(previewQuery(source, otherRecipe, 'b'));
  const shownB = other ? b.data : undefined;
  const [urlA, urlB] = usePictureUrls(a.data, shownB);
  const error = a.error ?? (other && b.error);
  const isOld = isLate || a.isPlaceholderData || (other !== undefined && b.isPlaceholderData);
  const isBusy = a.isFetching || isLate || (other !== undefined && b.isFetching);
  const image = (preview: MadePreview | undefined, url: string | undefined, name: 'a' | 'b') =>
    preview && url ? (
      <img
        key={url}
        src={url}
        width={preview.width}
        height={preview.height}
        alt={t(name === 'a' ? 'preview.alt' : 'preview.altOther')}
        data-preview={name}
      />
    ) : null;

  return (
    <section className={classes.preview} aria-label={t('preview')}>
      <Group justify="space-between" gap="sm">
        <Title order={2} size="h3">
          {t('preview')}
        </Title>
        {other ? (
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<X size={14} aria-hidden />}
            onClick={() => onCompare(undefined)}
          >
            {t('compare.end')}
          </Button>
        ) : (
          <CompareMenu own={own} onCompare={onCompare} />
        )}
      </Group>
      {error && (
        <ErrorNotice
          title={t('preview.failed')}
          limitHint={t('pictures.busy')}
          error={error}
          onRetry={() => (a.error ? a.refetch() : b.refetch())}
        />
      )}
      <div className={classes.place} data-old={isOld} aria-busy={isBusy}>
        {urlA === undefined && !error && (
          <div className={classes.making} style={placeOf(own, pictureOf(media))}>
            {t('preview.making')}
          </div>
        )}
        {other && urlA && urlB ? (
          <ReactCompareSlider
            itemOne={image(a.data, urlA, 'a')}
            itemTwo={image(sized(shownB, a.data), urlB, 'b')}
            handle={
              <div className={classes.handle}>
                <MoveHorizontal size={16} aria-hidden />
              </div>
            }
            keyboardIncrement="5%"
          />
        ) : (
          image(a.data, urlA, 'a')
        )}
        {isBusy && <Loader size="sm" className={classes.busy ?? ''} aria-hidden />}
      </div>
      {a.data && (
        <div className={classes.sides} data-old={isOld}>
          <Side preview={a.data} name={other && t('compare.yours')} own={own} />
          {other && shownB && <Side preview={shownB} name={t(`compare.${differenceOf(own, other)}`)} own={other} />}
        </div>
      )}
      {a.data && <Seam seam={a.data.seam} />}
      {other && shownB && (
        <Button variant="default" size="compact-sm" onClick={() => onUse(other)}>
          {t('compare.use')}
        </Button>
      )}
      {a.data && a.data.cut.length > 0 && (
        <div className={classes.empty}>
          {a.data.cut.map((what) => t(what === 'Duration' ? 'preview.cut.Duration' : 'preview.cut.Size')).join(' ')}
        </div>
      )}
    </section>
  );
}

/** The ends of a loop that the service has closed, and how much it jumps. */
function Seam({ seam }: Pick<MadePreview, 'seam'>) {
  const { t } = useTranslation('studio');
  const { number } = useFormats();
  const short = (value: number, digits: number) => number(Number(value.toFixed(digits)));
  if (!seam) return null;
  const [start, end] = [short(seam.start, 2), short(seam.end, 2)];
  return (
    <div className={classes.empty}>
      {t('preview.seam', { start, end, before: short(seam.before, 1), jump: short(seam.jump, 1) })}
    </div>
  );
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The size that the animation will have, so that nothing moves when it arrives. Without a width, that of the place. */
function placeOf({ width, height }: OwnSettings, picture: Size): CSSProperties {
  const ratio = width > 0 && height > 0 ? width / height : picture.width / picture.height;
  const wide = width || height * ratio || picture.width;
  return { width: wide, aspectRatio: ratio };
}

/** A preview in the size of another one, so that both sides of the slider fit. */
function sized(preview: MadePreview | undefined, like: MadePreview | undefined): MadePreview | undefined {
  return preview && like && { ...preview, width: like.width, height: like.height };
}

function differenceOf(own: OwnSettings, other: OwnSettings): Contrast {
  return contrasts.find((name) => own[name] !== other[name]) ?? 'quality';
}

function Side({
  preview,
  name,
  own,
}: {
  readonly preview: MadePreview;
  readonly name: string | undefined;
  readonly own: OwnSettings;
}) {
  const { t } = useTranslation('studio');
  const { bytes, number } = useFormats();
  // The service has chosen others to stay within a number of bytes.
  const { quality, fps } = preview.fitted ?? own;
  const facts = [
    formatName(own.format),
    `${preview.width}×${preview.height}`,
    fps === 'source' ? t('fps.every') : t('fps', { fps: number(Number(fps.toFixed(2))) }),
    t('quality.short', { quality: number(quality) }),
  ];
  return (
    <div>
      {name !== undefined && `${name}: `}
      <strong>{bytes(preview.bytes)}</strong>
      <div>{facts.join(' · ')}</div>
    </div>
  );
}

function CompareMenu({ own, onCompare }: { readonly own: OwnSettings; readonly onCompare: (what: Contrast) => void }) {
  const { t } = useTranslation('studio');
  const format = formatName(contrasted(own, 'format', 0).format);
  return (
    <Menu>
      <Menu.Target>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<SplitSquareHorizontal size={14} aria-hidden />}
          rightSection={<ChevronDown size={14} aria-hidden />}
        >
          {t('compare')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {contrasts.map((what) => (
          <Menu.Item key={what} onClick={() => onCompare(what)}>
            {t(`compare.with.${what}`, { format })}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
