import { addDays, isDay } from "@/shared/format/days";
import type { SimulateAsk } from "./api";

/** What stands in the fields of the calculator; numbers are texts until they make sense. */
export interface Fields {
  hireDate: string;
  asOf: string;
  lastDay: string;
  method: "HIRE_DATE" | "FISCAL";
  fiscalMonth: string;
  weeklyHours: string;
  fullTimeHours: string;
  employees: string;
  missedMonths: string[];
  attendance: { year: string; rate: string; fullMonths: string }[];
}

export const START = (today: string): Fields => ({
  hireDate: `${Number(today.slice(0, 4)) - 3}-03-02`,
  asOf: today,
  lastDay: "",
  method: "HIRE_DATE",
  fiscalMonth: "01",
  weeklyHours: "40",
  fullTimeHours: "40",
  employees: "5",
  missedMonths: [],
  attendance: [],
});

const within = (text: string, least: number, most: number): number | null => {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  return value >= least && value <= most ? value : null;
};

/** The question to the server, or null while the fields do not make one. */
export function askOf(fields: Fields): SimulateAsk | null {
  const weekly = within(fields.weeklyHours, 0, 168);
  const full = within(fields.fullTimeHours, 1, 168);
  const employees = within(fields.employees, 0, 10_000_000);
  if (
    !isDay(fields.hireDate) ||
    !isDay(fields.asOf) ||
    weekly === null ||
    full === null ||
    employees === null
  )
    return null;
  if (fields.lastDay && (!isDay(fields.lastDay) || fields.lastDay < addDays(fields.hireDate, 0))) return null;
  const attendance = fields.attendance.map((year) => ({
    year: within(year.year, 1, 2200),
    rate: within(year.rate, 0, 100),
    fullMonths: within(year.fullMonths, 0, 12),
  }));
  if (attendance.some((year) => year.year === null || year.rate === null || year.fullMonths === null))
    return null;
  return {
    hireDate: fields.hireDate,
    asOf: fields.asOf,
    ...(fields.lastDay ? { lastDay: fields.lastDay } : {}),
    method: fields.method,
    fiscalStart: `${fields.fiscalMonth}-01`,
    weeklyHours: weekly,
    fullTimeWeeklyHours: full,
    employees: Math.trunc(employees),
    missedMonths: fields.missedMonths.map(Number).sort((a, b) => a - b),
    // Per cent here, a fraction there: 1 would mean both.
    attendance: attendance.map((year) => ({
      year: year.year ?? 1,
      rate: (year.rate ?? 0) / 100,
      fullMonths: year.fullMonths ?? 0,
    })),
  };
}
