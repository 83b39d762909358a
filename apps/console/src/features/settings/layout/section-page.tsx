import { useQuery } from '@tanstack/react-query';
import { Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../../parts/empty-state.tsx';
import { Page } from '../../../parts/page.tsx';
import type { Right } from '../../../session/rights.ts';
import { sessionQuery } from '../../../session/session.ts';
import type { Section } from '../sections.ts';

interface SectionPageProps {
  readonly section: Section;
  /** The right without which the service refuses to show the section. Default: none. */
  readonly right?: Right;
  /** Whether the key pair must not be limited to applications. */
  readonly allApplications?: boolean;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A section of the settings, or which right it needs. */
export function SectionPage({ section, right, allApplications = false, actions, children }: SectionPageProps) {
  const { t } = useTranslation('settings');
  const { data: session } = useQuery(sessionQuery);
  const lacksRight = right !== undefined && session?.Rights.includes(right) === false;
  const isLimited = allApplications && session?.SubAppIds != null;
  const isAllowed = !lacksRight && !isLimited;
  const lacked = lacksRight && t('noRight.right', { right: t(`right.${right}`) });
  return (
    <Page
      title={t(`section.${section}`)}
      description={t(`section.${section}.about`)}
      actions={isAllowed ? actions : undefined}
    >
      {isAllowed ? (
        children
      ) : (
        <EmptyState icon={<Lock size={32} strokeWidth={1.5} />} title={t('noRight.title')}>
          {lacked} {isLimited && t('noRight.limited')} {t('noRight.ask')}
        </EmptyState>
      )}
    </Page>
  );
}
