import { describe, expect, it } from "vitest";
import { cancellable, daysOf, documentOf } from "./amount";
import type { LedgerLine, RequestView } from "./api";
import { askOf, START } from "./calculator";

const line = (part: Partial<LedgerLine>): LedgerLine => ({
  employeeId: 5,
  bucket: "STATUTORY",
  grantId: "statutory:5:annual:1",
  kind: "USE",
  minutes: -480,
  effectiveDate: "2026-11-20",
  ruleVersion: "2026-08-20",
  article: "근로기준법 제60조제5항",
  explanation: "",
  createdBy: 5,
  createdAt: "2026-11-20T00:00:00Z",
  ...part,
});

const leave = (part: Partial<RequestView>): RequestView => ({
  id: 1,
  employeeId: 5,
  startDate: "2026-11-19",
  endDate: "2026-11-23",
  unit: "DAY",
  days: 3,
  minutes: 1440,
  counted: [
    { date: "2026-11-19", begin: 0, end: 480 },
    { date: "2026-11-20", begin: 0, end: 480 },
    { date: "2026-11-21", reason: "토요일" },
    { date: "2026-11-23", begin: 0, end: 480 },
  ],
  state: "SETTLED",
  documentId: "0199a000-0000-7000-8000-000000000001",
  reason: "",
  version: 2,
  createdAt: null,
  ...part,
});

describe("a ledger line", () => {
  it("counts in the working day of its owner", () => {
    expect(daysOf(line({ minutes: -240 }), 480)).toBe(-0.5);
    expect(daysOf(line({ minutes: 360 }), 360)).toBe(1);
  });

  it("leads to the document it came from, never to the key of an adjustment", () => {
    const document = "0199a000-0000-7000-8000-000000000001";
    expect(documentOf(line({ documentId: document }))).toBe(document);
    expect(documentOf(line({ kind: "ADJUST", documentId: document }))).toBeNull();
    expect(documentOf(line({ documentId: "deduct:5:payroll" }))).toBeNull();
    expect(documentOf(line({ documentId: null }))).toBeNull();
  });
});

describe("giving leave back", () => {
  it("is offered for the days that are not over, and to HR for all", () => {
    expect(cancellable(leave({}), "2026-11-20", false)).toEqual(["2026-11-20", "2026-11-23"]);
    expect(cancellable(leave({}), "2026-11-20", true)).toHaveLength(3);
  });

  it("is not offered before the approval or after the cancelling", () => {
    for (const state of ["HELD", "RESERVED", "RELEASED", "LAPSED", "CANCELLED"] as const)
      expect(cancellable(leave({ state }), "2026-11-01", false)).toEqual([]);
  });
});

describe("the calculator", () => {
  const start = START("2026-11-20");

  it("asks with what stands in its fields", () => {
    expect(askOf(start)).toEqual({
      hireDate: "2023-03-02",
      asOf: "2026-11-20",
      method: "HIRE_DATE",
      fiscalStart: "01-01",
      weeklyHours: 40,
      fullTimeWeeklyHours: 40,
      employees: 5,
      missedMonths: [],
      attendance: [],
    });
  });

  it("says per cent as a fraction, so that 1 % is never read as all of it", () => {
    const asked = askOf({ ...start, attendance: [{ year: "2", rate: "1", fullMonths: "0" }] });
    expect(asked?.attendance).toEqual([{ year: 2, rate: 0.01, fullMonths: 0 }]);
  });

  it("asks nothing while a field makes no sense", () => {
    for (const part of [
      { hireDate: "" },
      { asOf: "2026-02-30" },
      { weeklyHours: "x" },
      { fullTimeHours: "0" },
      { employees: "" },
      { lastDay: "2020-01-01" },
      { attendance: [{ year: "1", rate: "101", fullMonths: "3" }] },
    ])
      expect(askOf({ ...start, ...part })).toBeNull();
  });
});
