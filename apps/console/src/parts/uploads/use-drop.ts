import { getDroppedFiles } from '@uppy/utils';
import { useEffect, useState } from 'react';
import { handlesOf } from './file-handles.ts';
import type { ChosenFile } from './uploads.ts';

/**
 * Takes files and folders that are dropped anywhere on the page, and files that are pasted.
 * @param onFiles called with the files
 * @returns whether files are over the page
 */
export function useDrop(onFiles: (files: ChosenFile[]) => void): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    // Elements inside of the page report that they are entered and left, too.
    let depth = 0;
    const has = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
    const enter = (event: DragEvent): void => {
      if (!has(event)) return;
      event.preventDefault();
      depth += 1;
      setOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (has(event) && --depth <= 0) end();
    };
    const end = (): void => {
      depth = 0;
      setOver(false);
    };
    const over = (event: DragEvent): void => {
      if (has(event)) event.preventDefault();
    };
    const drop = (event: DragEvent): void => {
      if (!has(event) || !event.dataTransfer) return;
      event.preventDefault();
      end();
      void filesOf(event.dataTransfer).then(onFiles);
    };
    const paste = (event: ClipboardEvent): void => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      onFiles(files.map((file) => ({ file })));
    };
    const listeners = { dragenter: enter, dragleave: leave, dragover: over, drop } as const;
    for (const [name, listener] of Object.entries(listeners)) addEventListener(name as 'drop', listener);
    addEventListener('paste', paste);
    return () => {
      for (const [name, listener] of Object.entries(listeners)) removeEventListener(name as 'drop', listener);
      removeEventListener('paste', paste);
    };
  }, [onFiles]);
  return isOver;
}

async function filesOf(data: DataTransfer): Promise<ChosenFile[]> {
  // Both must begin before the event ends. The handles are not worth waiting for.
  const files = getDroppedFiles(data);
  const handles = handlesOf(data);
  return (await files).map((file) => ({ file, handle: handles.then((handleOf) => handleOf(file)) }));
}
