import { Bell, HardDrive, Info, KeyRound, Layers, MonitorSmartphone } from 'lucide-react';

/** The sections of the settings, in the order of the navigation. */
export const sections = [
  { name: 'callbacks', to: '/settings/callbacks', Icon: Bell },
  { name: 'keys', to: '/settings/keys', Icon: KeyRound },
  { name: 'sessions', to: '/settings/sessions', Icon: MonitorSmartphone },
  { name: 'applications', to: '/settings/applications', Icon: Layers },
  { name: 'storage', to: '/settings/storage', Icon: HardDrive },
  { name: 'about', to: '/settings/about', Icon: Info },
] as const;

export type Section = (typeof sections)[number]['name'];
