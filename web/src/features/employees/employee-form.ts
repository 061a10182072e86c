import { isDay } from "@/shared/format/days";
import type { Employee, EmployeeAsk, EmployeePatch } from "./api";

/** What stands in the fields of the sheet. */
export interface Fields {
  name: string;
  position: string;
  departmentId: string;
  email: string;
  hireDate: string;
  dayHours: string;
  workDays: string[];
}

export const fieldsOf = (person: Employee | undefined, today: string): Fields => ({
  name: person?.name ?? "",
  position: person?.position ?? "",
  departmentId: person?.departmentId ? String(person.departmentId) : "",
  email: person?.email ?? "",
  hireDate: person?.hireDate ?? today,
  dayHours: String((person?.dayMinutes ?? 480) / 60),
  workDays: (person?.workDays ?? [1, 2, 3, 4, 5]).map(String),
});

/** The person the fields describe, or null while something is missing. */
export function askOf(fields: Fields): EmployeeAsk | null {
  const minutes = Math.round(Number(fields.dayHours) * 60);
  const whole = fields.name.trim() && fields.position.trim() && fields.departmentId && isDay(fields.hireDate);
  if (!whole || !(minutes >= 60 && minutes <= 1440) || fields.workDays.length === 0) return null;
  return {
    name: fields.name.trim(),
    position: fields.position.trim(),
    departmentId: Number(fields.departmentId),
    email: fields.email.trim() || null,
    hireDate: fields.hireDate,
    dayMinutes: minutes,
    workDays: fields.workDays.map(Number).sort((a, b) => a - b),
  };
}

/** Only what differs from the person as known; an untouched field is never written. */
export function patchOf(person: Employee, ask: EmployeeAsk): EmployeePatch {
  const known: Record<string, unknown> = { ...person };
  return Object.fromEntries(
    Object.entries(ask).filter(
      ([name, value]) => JSON.stringify(known[name] ?? null) !== JSON.stringify(value),
    ),
  ) as EmployeePatch;
}
