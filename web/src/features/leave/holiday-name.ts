import { useTranslation } from "@/shared/text";

/**
 * Holidays and free weekdays in the language of the screen: the server keeps them in Korean, joined and bracketed
 * (`대체공휴일(삼일절)`). Names the company entered itself stay as they are.
 */
export function useHolidayName(): (name: string) => string {
  const { t, i18n } = useTranslation("leave");
  if (i18n.language === "ko") return (name) => name;
  const known = t("holiday", { returnObjects: true }) as unknown as Record<string, string>;
  const names = Object.entries(known).sort(([a], [b]) => b.length - a.length);
  return (name) => {
    const said = names.reduce((text, [korean, other]) => text.replaceAll(korean, other), name);
    return said.replaceAll("(", " (").replace(/\s+/g, " ");
  };
}
