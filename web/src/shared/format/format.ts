import { type Language, usePreferences } from "@/shared/preferences";

export type Moment = string | number | Date;

const LOCALE: Record<Language, string> = { ko: "ko-KR", en: "en-US" };
const made = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat | Intl.RelativeTimeFormat>();

function once<T extends Intl.DateTimeFormat | Intl.NumberFormat | Intl.RelativeTimeFormat>(
  key: string,
  make: () => T,
): T {
  const found = made.get(key);
  if (found) return found as T;
  const fresh = make();
  made.set(key, fresh);
  return fresh;
}

const DAY_ONLY = /^\d{4}-\d{2}-\d{2}$/;
const NO_OFFSET = /^\d{4}-\d{2}-\d{2}T[\d:.]+$/;

/** The moment a text means; the classic routes write KST without saying so. */
export function moment(value: Moment): Date {
  if (value instanceof Date || typeof value === "number") return new Date(value);
  if (DAY_ONLY.test(value)) return new Date(`${value}T00:00:00Z`);
  return new Date(NO_OFFSET.test(value) ? `${value}+09:00` : value);
}

const isDay = (value: Moment): boolean => typeof value === "string" && DAY_ONLY.test(value);

export interface Format {
  /** `2026. 11. 20. (금)` · `Nov 20, 2026` */
  date: (value: Moment, how?: { weekday?: boolean; year?: boolean }) => string;
  time: (value: Moment) => string;
  dateTime: (value: Moment) => string;
  /** Relative under a day, a date from then on. */
  ago: (value: Moment, now?: Moment) => string;
  number: (value: number | string, digits?: number) => string;
  /** `₩3,200,000`; takes the decimal text of the API as it is. */
  money: (value: number | string, currency?: string) => string;
  /** Quarter days without trailing zeros: `1.5`. The unit belongs to the text around it. */
  days: (value: number) => string;
  /** `8:30` from minutes. */
  clock: (minutes: number) => string;
  bytes: (value: number) => string;
}

export function formatFor(language: Language, timeZone: string): Format {
  const locale = LOCALE[language];
  const parts = (value: Moment, options: Intl.DateTimeFormatOptions) => {
    const zone = isDay(value) ? "UTC" : timeZone;
    const key = `${locale}|${zone}|${JSON.stringify(options)}`;
    return once(key, () => new Intl.DateTimeFormat(locale, { ...options, timeZone: zone })).format(
      moment(value),
    );
  };
  const number = (value: number | string, digits?: number) =>
    once(
      `${locale}|n|${digits}`,
      () => new Intl.NumberFormat(locale, { maximumFractionDigits: digits ?? 2 }),
    ).format(Number(value));
  const date: Format["date"] = (value, how = {}) => {
    const year = how.year ?? true;
    if (language === "en") {
      return parts(value, {
        month: "short",
        day: "numeric",
        year: year ? "numeric" : undefined,
        weekday: how.weekday ? "short" : undefined,
      });
    }
    const day = parts(value, { month: "numeric", day: "numeric", year: year ? "numeric" : undefined });
    return how.weekday === false ? day : `${day} (${parts(value, { weekday: "short" })})`;
  };
  const time = (value: Moment) => parts(value, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const dateTime = (value: Moment) => `${date(value, { weekday: false })} ${time(value)}`;
  return {
    date,
    time,
    dateTime,
    ago(value, now = Date.now()) {
      const seconds = Math.round((moment(value).getTime() - moment(now).getTime()) / 1000);
      const size = Math.abs(seconds);
      if (size >= 86_400) return date(value, { weekday: false });
      const relative = once(`${locale}|r`, () => new Intl.RelativeTimeFormat(locale, { numeric: "auto" }));
      if (size < 60) return relative.format(0, "second");
      if (size < 3600) return relative.format(Math.trunc(seconds / 60), "minute");
      return relative.format(Math.trunc(seconds / 3600), "hour");
    },
    number,
    money: (value, currency = "KRW") =>
      once(
        `${locale}|m|${currency}`,
        () => new Intl.NumberFormat(locale, { style: "currency", currency, currencyDisplay: "narrowSymbol" }),
      ).format(Number(value)),
    days: (value) => number(Math.round(value * 100) / 100, 2),
    clock: (minutes) => {
      const size = Math.abs(Math.round(minutes));
      return `${minutes < 0 ? "-" : ""}${Math.floor(size / 60)}:${String(size % 60).padStart(2, "0")}`;
    },
    bytes: (value) => {
      if (value < 1024) return `${value} B`;
      if (value < 1024 * 1024) return `${number(value / 1024, 0)} KB`;
      return `${number(value / 1024 / 1024, 1)} MB`;
    },
  };
}

/** Dates, money and numbers in the language and time zone of the person. */
export function useFormat(): Format {
  const { language, timeZone } = usePreferences();
  return formatFor(language, timeZone);
}

/** Today as `YYYY-MM-DD` in a zone; the company's day decides, not the device's. */
export const dayOf = (value: Moment, timeZone = "Asia/Seoul"): string =>
  new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(moment(value));
