import { type ComponentType, useEffect, useEffectEvent, useState } from 'react';
import { reportFailedImport } from './failed-import.tsx';

interface DialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/**
 * A dialog whose code is loaded when it is opened first: a page has many, and most of them are never opened. When the code cannot be
 * loaded, the dialog is closed and the page stays.
 */
export function lazyDialog<Props extends DialogProps>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined;
  return function LazyDialog(props: Props) {
    const [Dialog, setDialog] = useState(() => loaded);
    const { opened } = props;
    const isWanted = opened && Dialog === undefined;
    const fail = useEffectEvent(() => {
      props.onClose();
      void reportFailedImport();
    });
    useEffect(() => {
      if (!isWanted) return;
      let isCurrent = true;
      load().then(
        (dialog) => {
          loaded = dialog;
          if (isCurrent) setDialog(() => dialog);
        },
        () => isCurrent && fail(),
      );
      return () => {
        isCurrent = false;
      };
    }, [isWanted]);
    return Dialog && <Dialog {...props} />;
  };
}
