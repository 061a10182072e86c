import { type Language, usePreferences } from "@/shared/preferences";

// Calendar days are texts `YYYY-MM-DD` and months `YYYY-MM`; no time zone is involved.
const DAY_MS = 86_400_000;
const at = (day: string) => Date.parse(`${day}T00:00:00Z`);
const written = (moment: number) => new Date(moment).toISOString().slice(0, 10);

export const addDays = (day: string, count: number): string => written(at(day) + count * DAY_MS);

/** Days from `from` to `to`, both included; 0 when they are the wrong way round. */
export const daysIn = (from: string, to: string): number => Math.max(0, (at(to) - at(from)) / DAY_MS + 1);

/** Monday is 0, Sunday is 6. */
export const weekdayOf = (day: string): number => (new Date(at(day)).getUTCDay() + 6) % 7;

export const weekOf = (day: string): string[] => {
  const monday = addDays(day, -weekdayOf(day));
  return Array.from({ length: 7 }, (_, n) => addDays(monday, n));
};

export const monthOf = (day: string): string => day.slice(0, 7);

export const addMonths = (month: string, count: number): string => {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 + count, 1)).toISOString().slice(0, 7);
};

/** The weeks a month touches, from Monday, with the days of its neighbours. */
export function weeksOf(month: string): string[][] {
  const weeks: string[][] = [];
  for (
    let week = weekOf(`${month}-01`);
    monthOf(week[0] ?? "") <= month;
    week = weekOf(addDays(week[6] ?? "", 1))
  )
    weeks.push(week);
  return weeks;
}

export const isDay = (text: string | undefined): text is string =>
  text !== undefined &&
  /^\d{4}-\d{2}-\d{2}$/.test(text) &&
  !Number.isNaN(at(text)) &&
  written(at(text)) === text;

export const isMonth = (text: string | undefined): text is string =>
  text !== undefined && /^20\d{2}-(0[1-9]|1[0-2])$/.test(text);

const LOCALE: Record<Language, string> = { ko: "ko-KR", en: "en-US" };
const say = (language: Language, day: string, how: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(LOCALE[language], { ...how, timeZone: "UTC" }).format(at(day));

export interface DayWords {
  /** `2026년 11월` · `November 2026` */
  month: (month: string) => string;
  /** `11. 20. (금)` · `Fri, Nov 20` */
  day: (day: string) => string;
  /** `금` · `Fri` */
  weekday: (day: string) => string;
  /** `11. 16. (월) – 11. 22. (일)` · `Mon, Nov 16 – Sun, Nov 22` */
  span: (from: string, to: string) => string;
}

export function dayWords(language: Language): DayWords {
  const month = language === "ko" ? "numeric" : "short";
  const short = (day: string) => say(language, day, { month, day: "numeric", weekday: "short" });
  return {
    month: (month) => say(language, `${month}-01`, { year: "numeric", month: "long" }),
    day: short,
    weekday: (day) => say(language, day, { weekday: "short" }),
    span: (from, to) => (from === to ? short(from) : `${short(from)} – ${short(to)}`),
  };
}

/** Days, weeks and months as people say them. */
export const useDayWords = (): DayWords => dayWords(usePreferences().language);
