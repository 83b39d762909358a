import { Button, Group, Modal } from '@mantine/core';
import { createContext, type ReactNode, use, useCallback, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

export interface Question {
  readonly title: string;
  /** What happens, and whether it can be undone. */
  readonly text: ReactNode;
  /** The verb on the button. */
  readonly confirm: string;
  /** Whether something is lost: a red button. */
  readonly danger?: boolean;
}

type Ask = (question: Question) => Promise<boolean>;

const Context = createContext<Ask | undefined>(undefined);

/** Asks before something that cannot be undone. What can be undone is done at once instead. */
export function useConfirm(): Ask {
  const ask = use(Context);
  if (!ask) throw new Error('useConfirm needs a ConfirmProvider');
  return ask;
}

export function ConfirmProvider({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation();
  const [question, setQuestion] = useState<Question>();
  const [opened, setOpened] = useState(false);
  const answer = useRef<(yes: boolean) => void>(undefined);

  const ask = useCallback<Ask>((asked) => {
    answer.current?.(false);
    setQuestion(asked);
    setOpened(true);
    return new Promise((resolve) => {
      answer.current = resolve;
    });
  }, []);

  const close = (yes: boolean) => {
    answer.current?.(yes);
    answer.current = undefined;
    setOpened(false);
  };

  return (
    <Context value={ask}>
      {children}
      <Modal
        opened={opened}
        onClose={() => close(false)}
        title={question?.title ?? ''}
        closeButtonProps={{ 'aria-label': t('action.close') }}
      >
        {question?.text}
        <Group justify="flex-end" gap="sm" mt="lg">
          <Button variant="default" onClick={() => close(false)}>
            {t('action.cancel')}
          </Button>
          <Button color={question?.danger ? 'red.9' : undefined} onClick={() => close(true)} data-autofocus>
            {question?.confirm}
          </Button>
        </Group>
      </Modal>
    </Context>
  );
}
