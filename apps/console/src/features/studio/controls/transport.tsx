import { ActionIcon, type ActionIconProps, Tooltip } from '@mantine/core';
import {
  ChevronLeft,
  ChevronRight,
  Keyboard,
  Pause,
  Play,
  Redo2,
  Repeat,
  Scan,
  SkipBack,
  SkipForward,
  Undo2,
  ZoomIn,
  ZoomOut,
} from 'lucide-react';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../i18n/format.ts';
import { timeText } from '../model/time-text.ts';
import { useEditorValue, useStudio } from '../studio-context.ts';
import type { Playback } from '../viewer/use-player.ts';
import classes from './transport.module.css';

interface TransportProps {
  readonly playback: Playback;
  readonly onHelp: () => void;
}

/** The buttons below the viewer. */
export function Transport({ playback, onHelp }: TransportProps) {
  const { t } = useTranslation('studio');
  const { number } = useFormats();
  const { editor } = useStudio();
  const canUndo = useEditorValue((state) => state.canUndo);
  const canRedo = useEditorValue((state) => state.canRedo);
  const isPlaying = playback.state !== 'paused';
  return (
    <div className={classes.bar} role="toolbar" aria-label={t('transport')}>
      <div className={classes.group}>
        <Tool label={t('keys.frameBack')} Icon={ChevronLeft} onClick={() => editor.step(-1)} />
        <Tool
          label={t(isPlaying ? 'keys.pause' : 'keys.play')}
          Icon={isPlaying ? Pause : Play}
          variant="filled"
          color="accent"
          onClick={playback.toggle}
        />
        <Tool label={t('keys.frameForward')} Icon={ChevronRight} onClick={() => editor.step(1)} />
        <Tool
          label={t('loop')}
          Icon={Repeat}
          aria-pressed={playback.isLoop}
          variant={playback.isLoop ? 'light' : 'subtle'}
          color={playback.isLoop ? 'accent' : 'gray'}
          onClick={() => playback.setLoop(!playback.isLoop)}
        />
        <At />
        <span className={classes.rate}>{isPlaying && playback.rate !== 1 && `${number(playback.rate)}×`}</span>
      </div>
      <div className={classes.group}>
        <Tool label={t('keys.goIn')} Icon={SkipBack} onClick={() => editor.seek(editor.state.selection.in)} />
        <Tool label={t('keys.goOut')} Icon={SkipForward} onClick={() => editor.seek(editor.state.selection.out)} />
        <Tool label={t('keys.zoomOut')} Icon={ZoomOut} onClick={() => editor.zoomBy(1 / 2)} />
        <Tool label={t('keys.zoomIn')} Icon={ZoomIn} onClick={() => editor.zoomBy(2)} />
        <Tool label={t('keys.fitSelection')} Icon={Scan} onClick={() => editor.fitSelection()} />
        <Tool label={t('keys.undo')} Icon={Undo2} disabled={!canUndo} onClick={() => editor.undo()} />
        <Tool label={t('keys.redo')} Icon={Redo2} disabled={!canRedo} onClick={() => editor.redo()} />
        <Tool label={t('keys.help')} Icon={Keyboard} onClick={onHelp} className={classes.keyboard ?? ''} />
      </div>
    </div>
  );
}

/** The time of the playhead. */
function At() {
  return <span className={classes.time}>{timeText(useEditorValue(({ at }) => at))}</span>;
}

interface ToolProps extends ActionIconProps {
  readonly label: string;
  readonly Icon: ComponentType<{ size?: number; 'aria-hidden'?: boolean }>;
  readonly onClick: () => void;
  readonly 'aria-pressed'?: boolean;
  readonly className?: string;
}

function Tool({ label, Icon, className = '', ...rest }: ToolProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} className={`${classes.tool} ${className}`} {...rest}>
        <Icon size={18} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
