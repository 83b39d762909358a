import { Button, Menu } from '@mantine/core';
import { ChevronDown, Copy, Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useCopy } from '../copy.ts';
import { type Animation, fileNameOf, imgOf, markdownOf, otherFormats, pictureOf } from './embed.ts';

interface CopyMenuProps {
  readonly animation: Animation;
  /** All animations of the task, for `<picture>`. */
  readonly all: readonly Animation[];
  /** What the picture shows, such as the name of the media. */
  readonly alt: string;
}

/** The items of a menu that copy the link of an animation, or a text with which a page shows it. */
export function CopyItems({ animation, all, alt }: CopyMenuProps) {
  const { t } = useTranslation();
  const copy = useCopy();
  const forms = [
    { key: 'link', text: () => animation.Url },
    { key: 'markdown', text: () => markdownOf(animation, alt) },
    { key: 'img', text: () => imgOf(animation, alt) },
    { key: 'picture', text: () => pictureOf(animation, otherFormats(animation, all), alt) },
  ] as const;
  return forms.map(({ key, text }) => (
    <Menu.Item
      key={key}
      leftSection={<Copy size={16} aria-hidden />}
      onClick={() => copy(text(), t(`animation.copied.${key}`))}
    >
      {t(`animation.copy.${key}`)}
    </Menu.Item>
  ));
}

/** Copies and downloads an animation. */
export function AnimationActions(props: CopyMenuProps) {
  const { t } = useTranslation();
  const { animation, alt } = props;
  return (
    <>
      <Button
        component="a"
        href={animation.Url}
        download={fileNameOf(animation, alt)}
        leftSection={<Download size={16} aria-hidden />}
      >
        {t('animation.download')}
      </Button>
      <Menu position="bottom-start">
        <Menu.Target>
          <Button
            variant="default"
            leftSection={<Copy size={16} aria-hidden />}
            rightSection={<ChevronDown size={16} aria-hidden />}
          >
            {t('animation.copyMenu')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <CopyItems {...props} />
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
