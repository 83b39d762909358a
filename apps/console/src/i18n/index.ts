import i18next, { type BackendModule } from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from './en.json';
import { detectLanguage, type Language, languages, storeLanguage } from './languages.ts';
import type { Resources } from './resources.ts';
import zh from './zh.json';

type Texts = { readonly default: object };

/** The texts of the features, loaded when a page needs them. */
const files = import.meta.glob<Texts>('../features/*/{en,zh}.json');

const backend: BackendModule = {
  type: 'backend',
  init: () => {},
  async read(language: string, namespace: string) {
    return (await load(language, namespace)).default as Record<string, string>;
  },
};

function load(language: string, namespace: string): Promise<Texts> {
  const file = files[`../features/${namespace}/${language}.json`];
  if (file === undefined) throw new Error(`No texts of ${namespace} in ${language}`);
  return file();
}

const i18n = i18next.createInstance();

/** Starts with the language of the browser. @param language of tests */
export async function startI18n(language: Language = detectLanguage()): Promise<typeof i18n> {
  i18n.on('languageChanged', (name) => {
    document.documentElement.lang = name === 'zh' ? 'zh-CN' : name;
  });
  await i18n
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: language,
      fallbackLng: false,
      keySeparator: false,
      supportedLngs: Object.keys(languages),
      ns: ['common'],
      defaultNS: 'common',
      partialBundledLanguages: true,
      resources: { en: { common: en }, zh: { common: zh } },
      interpolation: { escapeValue: false },
      returnNull: false,
      showSupportNotice: false,
    });
  return i18n;
}

/** Loads the texts of a feature. It fails when the file cannot be loaded. */
export async function loadTexts(feature: keyof Resources): Promise<void> {
  // i18next ignores failures, and does not try again.
  await load(i18n.language, feature);
  await i18n.loadNamespaces(feature);
}

/** Shows another language, now and later. It fails, and the language stays, when a file of texts cannot be loaded. */
export async function changeLanguage(language: Language): Promise<void> {
  storeLanguage(language);
  const features = Object.keys(i18n.getDataByLanguage(i18n.language) ?? {}).filter((name) => name !== 'common');
  await Promise.all(features.map((feature) => load(language, feature)));
  await i18n.changeLanguage(language);
}

export { i18n };
