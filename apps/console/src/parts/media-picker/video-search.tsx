import { TextInput, type TextInputProps } from '@mantine/core';
import { Search } from 'lucide-react';
import { useTranslation } from 'react-i18next';

interface VideoSearchProps extends Omit<TextInputProps, 'onChange'> {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Searches the videos of the library by name. */
export function VideoSearch({ onChange, ...props }: VideoSearchProps) {
  const { t } = useTranslation();
  return (
    <TextInput
      type="search"
      aria-label={t('picker.search')}
      placeholder={t('picker.search')}
      leftSection={<Search size={16} aria-hidden />}
      maxLength={100}
      onChange={(event) => onChange(event.currentTarget.value)}
      {...props}
    />
  );
}
