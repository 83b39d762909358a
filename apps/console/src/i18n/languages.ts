/** The languages of the console, by their names in themselves. */
export const languages = { en: 'English', zh: '简体中文' } as const;

export type Language = keyof typeof languages;

const KEY = 'cliploop-language';

const isLanguage = (text: string | null | undefined): text is Language =>
  text != null && Object.hasOwn(languages, text);

/** The chosen language, else the first one of the browser that the console has, else English. */
export function detectLanguage(): Language {
  const wanted = [storedLanguage(), ...navigator.languages.map((name) => name.split('-')[0])];
  return wanted.find(isLanguage) ?? 'en';
}

export function storeLanguage(language: Language): void {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // Without storage, the choice lasts until the page is closed.
  }
}

function storedLanguage(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
