import i18next, { type i18n } from "i18next";
import { initReactI18next } from "react-i18next";
import { type Language, preferences } from "@/shared/preferences";
import sharedEn from "./en.json";
import sharedKo from "./ko.json";

type Texts = Record<string, unknown>;
type MenuTexts = Record<Language, Texts>;

const files = import.meta.glob<{ default: Texts }>("/src/features/*/text/{ko,en}.json");
const menus = import.meta.glob<{ default: MenuTexts }>("/src/features/*/text/menu.json", { eager: true });

const featureOf = (path: string) => path.split("/").at(-3) ?? "";

function menuTexts(language: Language): Texts {
  return Object.fromEntries(
    Object.entries(menus).map(([path, file]) => [featureOf(path), file.default[language]]),
  );
}

export const text: i18n = i18next.createInstance();

/** Starts the texts with what every screen needs; those of a feature come with its first page. */
export async function startText(app: Record<Language, Texts>): Promise<void> {
  await text.use(initReactI18next).init({
    lng: preferences.read().language,
    fallbackLng: false,
    supportedLngs: ["ko", "en"],
    resources: {
      ko: { shared: sharedKo, app: app.ko, menu: menuTexts("ko") },
      en: { shared: sharedEn, app: app.en, menu: menuTexts("en") },
    },
    ns: ["shared", "app", "menu"],
    defaultNS: "shared",
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = text.language;
}

const asked = new Set<string>();

/** Loads the texts of these features in the present language; the second time it costs nothing. */
export async function loadTexts(features: readonly string[]): Promise<void> {
  for (const feature of features) asked.add(feature);
  await Promise.all(
    features.map(async (feature) => {
      if (text.hasResourceBundle(text.language, feature)) return;
      const load = files[`/src/features/${feature}/text/${text.language}.json`];
      if (!load) return;
      const language = text.language;
      text.addResourceBundle(language, feature, (await load()).default);
    }),
  );
}

/** Changes the language at once, with every text already on the screen. */
export async function changeLanguage(language: Language): Promise<void> {
  await Promise.all(
    [...asked].map(async (feature) => {
      const load = files[`/src/features/${feature}/text/${language}.json`];
      if (load && !text.hasResourceBundle(language, feature)) {
        text.addResourceBundle(language, feature, (await load()).default);
      }
    }),
  );
  preferences.set({ language });
  document.documentElement.lang = language;
  await text.changeLanguage(language);
}
