import i18next, { type i18n } from "i18next";
import { initReactI18next } from "react-i18next";
import { en, type Words } from "./en.ts";

/** The languages there are, by their own names; the first is part of the first load, others come when asked for. */
export const languages = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof languages;

const loaders: Readonly<Record<Exclude<Language, "en">, () => Promise<Words>>> = {
  de: async () => (await import("./de.ts")).de,
};

/** The language to begin with: the one chosen, or the first of the browser's that there is. */
export function languageOf(chosen: Language | "system", wanted: readonly string[]): Language {
  if (chosen !== "system") return chosen;
  const found = wanted.map((tag) => tag.toLowerCase().split("-")[0]!).find((tag) => tag in languages);
  return found === undefined ? "en" : found as Language;
}

export async function createI18n(language: Language): Promise<i18n> {
  const instance = i18next.createInstance();
  instance.use(initReactI18next);
  await instance.init(
    {
      lng: "en",
      fallbackLng: "en",
      resources: { en: { translation: en } },
      // React escapes what it shows.
      interpolation: { escapeValue: false },
      showSupportNotice: false,
    } as Parameters<i18n["init"]>[0],
  );
  await speak(instance, language);
  return instance;
}

/** Changes the language, of the page too: its direction follows. */
export async function speak(instance: i18n, language: Language): Promise<void> {
  if (language !== "en" && !instance.hasResourceBundle(language, "translation")) {
    instance.addResourceBundle(language, "translation", await loaders[language]());
  }
  await instance.changeLanguage(language);
  document.documentElement.lang = language;
  document.documentElement.dir = instance.dir(language);
}
