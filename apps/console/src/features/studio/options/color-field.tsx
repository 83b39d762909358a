import { ActionIcon, ColorPicker, ColorSwatch, Popover, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { OptionFieldProps } from './option-field.tsx';
import { useDraft } from './use-draft.ts';
import { useOptionTexts } from './use-option-texts.tsx';

const swatches = ['#000000', '#ffffff', '#00000000'];

/** A color, to pick or to type. What is typed is applied with Enter and when the field is left. */
export function ColorField({ name, schema, value, error, onChange }: OptionFieldProps) {
  const { t } = useTranslation('studio');
  const { label, help } = useOptionTexts();
  const color = String(value ?? schema.default ?? '');
  const [typed, setTyped] = useDraft(color);
  const apply = () => onChange(typed.trim() || undefined);
  const picker = (
    <Popover position="bottom-start" trapFocus>
      <Popover.Target>
        <ActionIcon size={28} aria-label={t('color.pick')}>
          <ColorSwatch color={color} size={18} withShadow={false} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <ColorPicker
          format="hexa"
          focusable
          value={color}
          swatches={swatches}
          hueLabel={t('color.hue')}
          alphaLabel={t('color.alpha')}
          saturationLabel={t('color.saturation')}
          // Without the alpha of colors that are not transparent.
          onChange={(picked) => onChange(picked.replace(/^(#.{6})ff$/i, '$1'))}
        />
      </Popover.Dropdown>
    </Popover>
  );
  return (
    <TextInput
      size="xs"
      label={label(name)}
      description={help(name, schema)}
      error={error}
      leftSection={picker}
      leftSectionPointerEvents="all"
      value={typed}
      onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      onBlur={apply}
      onKeyDown={({ key }) => key === 'Enter' && apply()}
    />
  );
}
