import { Badge, Button, Collapse, UnstyledButton } from '@mantine/core';
import { useDisclosure, useId } from '@mantine/hooks';
import { ChevronDown, RotateCcw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { isOffered, type More, type OptionContext, optionNames, optionSchema, withOption } from '../model/options.ts';
import { OptionField } from './option-field.tsx';
import classes from './options.module.css';
import type { FieldProblem } from './problem.ts';
import { useOptionTexts } from './use-option-texts.tsx';

interface MoreOptionsProps extends OptionContext {
  readonly onChange: (more: More) => void;
  /** What the service says about a value. */
  readonly problem: FieldProblem | undefined;
}

/** All other options of the service, closed at first. What differs from the defaults is always shown. */
export function MoreOptions({ onChange, problem, ...context }: MoreOptionsProps) {
  const { t } = useTranslation('studio');
  const { label, value: valueText } = useOptionTexts();
  const [wanted, { toggle }] = useDisclosure();
  const id = useId();
  const { more } = context;
  const changed = Object.entries(more);
  const opened = wanted || (problem !== undefined && optionNames().includes(problem.name));
  return (
    <section className={classes.more} aria-label={t('more')}>
      <UnstyledButton className={classes.toggle ?? ''} aria-expanded={opened} aria-controls={id} onClick={toggle}>
        <ChevronDown size={16} aria-hidden />
        <span>{t('more')}</span>
        {changed.length > 0 && <Badge variant="light">{t('more.changed', { count: changed.length })}</Badge>}
      </UnstyledButton>
      {!opened && changed.length > 0 && (
        <div className={classes.summary}>
          {changed.map(([name, value]) => `${label(name)}: ${valueText(name, value)}`).join(' · ')}
        </div>
      )}
      <Collapse id={id} expanded={opened}>
        <div className={classes.options}>
          {optionNames()
            .filter((name) => isOffered(name, context))
            .map((name) => (
              <OptionField
                key={name}
                name={name}
                schema={optionSchema(name)}
                value={more[name]}
                error={problem?.name === name && <span lang="en">{problem.message}</span>}
                onChange={(value) => onChange(withOption(more, name, value))}
              />
            ))}
          {changed.length > 0 && (
            <Button
              variant="default"
              size="compact-sm"
              className={classes.reset ?? ''}
              leftSection={<RotateCcw size={14} aria-hidden />}
              onClick={() => onChange({})}
            >
              {t('more.reset')}
            </Button>
          )}
        </div>
      </Collapse>
    </section>
  );
}
