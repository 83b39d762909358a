import { Button } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../i18n/format.ts';
import classes from './true-size.module.css';

interface TrueSizeProps {
  readonly src: string;
  readonly alt: string;
  /** Pixels of the picture. */
  readonly width: number;
  readonly height: number;
}

/** A picture at its true size. One that is wider than its place is made smaller, unless the user wants to scroll. */
export function TrueSize({ src, alt, width, height }: TrueSizeProps) {
  const { t } = useTranslation();
  const { number } = useFormats();
  const { ref, width: place } = useElementSize<HTMLElement>();
  const [scrolls, setScrolls] = useState(false);
  const isWider = place > 0 && width > place;
  const scale = isWider ? place / width : 1;
  return (
    <figure ref={ref} className={classes.figure}>
      <div className={classes.place} data-scrolls={scrolls} tabIndex={isWider && scrolls ? 0 : undefined}>
        <img src={src} alt={alt} width={width} height={height} />
      </div>
      {isWider && (
        <figcaption className={classes.caption}>
          {!scrolls && t('animation.scale', { percent: number(scale, { style: 'percent' }) })}
          <Button variant="subtle" size="compact-sm" onClick={() => setScrolls(!scrolls)}>
            {t(scrolls ? 'animation.fit' : 'animation.trueSize')}
          </Button>
        </figcaption>
      )}
    </figure>
  );
}
