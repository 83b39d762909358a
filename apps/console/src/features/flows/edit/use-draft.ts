import { useNavigate } from '@tanstack/react-router';
import { useEffect, useEffectEvent } from 'react';
import { type Application, useApplication } from '../../../shell/application.ts';
import { type FlowValues, newAnimation } from './flow-values.ts';
import type { FlowForm } from './use-flow-form.ts';

/** A task flow that waits for a new template. */
interface Draft {
  readonly values: FlowValues;
  /** Of the animation that is to have the template. */
  readonly index: number;
}

/** @param name of the task flow; empty: it is new */
const keyOf = ({ SubAppId }: Application, name: string): string => `cliploop-flow-draft-${SubAppId ?? 'main'}-${name}`;

function take(key: string): Draft | undefined {
  try {
    const text = sessionStorage.getItem(key);
    sessionStorage.removeItem(key);
    return text === null ? undefined : (JSON.parse(text) as Draft);
  } catch {
    return undefined;
  }
}

/**
 * Keeps what was typed while the user makes a template on its page, and chooses this template afterward.
 * @param name of the task flow; empty: it is new
 * @param template Definition of the template that was made
 * @param letPass lets the next navigation pass
 * @returns opens the page of a new template for an animation
 */
export function useDraft(
  form: FlowForm['form'],
  { name, template, letPass }: { name: string; template: number | undefined; letPass: () => void },
): (index: number) => void {
  const application = useApplication();
  const navigate = useNavigate();
  const key = keyOf(application, name);
  const restore = useEffectEvent(() => {
    const draft = take(key);
    if (draft) {
      const animations = draft.values.animations.map((one, index) => ({
        ...one,
        key: newAnimation().key,
        ...(index === draft.index && template !== undefined && { template: String(template) }),
      }));
      form.setValues({ ...draft.values, animations });
    }
    if (template !== undefined) {
      void navigate({ to: '.', search: (old: object) => ({ ...old, template: undefined }) as never, replace: true });
    }
  });
  useEffect(() => restore(), []);
  return (index) => {
    try {
      sessionStorage.setItem(key, JSON.stringify({ values: form.getValues(), index } satisfies Draft));
    } catch {
      // Without storage, the user is asked before the changes are lost.
      void navigate({ to: '/templates/new', search: { flow: name } as never });
      return;
    }
    letPass();
    void navigate({ to: '/templates/new', search: { flow: name } as never });
  };
}
