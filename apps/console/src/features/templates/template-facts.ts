import { useTranslation } from 'react-i18next';
import type { Template } from '../../parts/templates.ts';

/** The size of the animations of a template in a few words: `480 px wide`, `Same as the video`. */
export function useSizeText(): (template: Pick<Template, 'Width' | 'Height' | 'ResolutionAdaptive'>) => string {
  const { t } = useTranslation('templates');
  return ({ Width: width, Height: height, ResolutionAdaptive: adaptive }) => {
    if (width === 0 && height === 0) return t('size.source');
    const open = adaptive === 'open';
    if (height === 0) return t(open ? 'size.long' : 'size.width', { width });
    if (width === 0) return t(open ? 'size.short' : 'size.height', { height });
    return t(open ? 'size.open' : 'size.close', { width, height });
  };
}
