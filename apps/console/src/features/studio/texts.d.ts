import type en from './en.json';

declare module '../../i18n/resources.ts' {
  interface Resources {
    readonly studio: typeof en;
  }
}
