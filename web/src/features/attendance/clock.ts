import { formatFor } from "@/shared/format";
import { addDays } from "@/shared/format/days";
import { COMPANY_ZONE } from "@/shared/preferences";
import type { DayView } from "./api";

const company = formatFor("ko", COMPANY_ZONE);

/** `09:02`: the company's clock, whatever zone the reader prefers, because a work date is one of its days. */
export const clockOf = (moment: string): string => company.time(moment);

export const momentAt = (day: string, clock: string): string => `${day}T${clock}:00+09:00`;

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;
export const isClock = (text: string): boolean => CLOCK.test(text);

/** The moments that two clock readings of a work date mean: an end not after the beginning is of the next day. */
export function timesOf(
  day: string,
  begin: string,
  end: string,
): { checkIn: string; checkOut: string } | null {
  if (!isClock(begin) || !isClock(end)) return null;
  return {
    checkIn: momentAt(day, begin),
    checkOut: momentAt(endsNextDay(begin, end) ? addDays(day, 1) : day, end),
  };
}

export const endsNextDay = (begin: string, end: string): boolean => end <= begin;

export interface Worked {
  minutes: number;
  /** Days with a check-in. */
  days: number;
  missed: number;
}

/** What stands in the records of these days; a day without an end adds no minutes, a provisional one does. */
export function worked(days: readonly DayView[], of: (date: string) => boolean): Worked {
  const found = days.filter((day) => of(day.date) && day.state !== "ABSENT");
  return {
    minutes: found.reduce((sum, day) => sum + (day.workMinutes ?? 0), 0),
    days: found.length,
    missed: found.filter((day) => day.state === "MISSED").length,
  };
}
