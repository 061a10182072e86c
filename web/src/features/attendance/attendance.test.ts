import { describe, expect, it } from "vitest";
import type { DayView } from "./api";
import { clockOf, endsNextDay, timesOf, worked } from "./clock";

describe("the times of a work date", () => {
  it("are Seoul's, whatever zone the reader sits in", () => {
    expect(clockOf("2026-11-20T00:02:00Z")).toBe("09:02");
    expect(timesOf("2026-11-20", "09:00", "18:00")).toEqual({
      checkIn: "2026-11-20T09:00:00+09:00",
      checkOut: "2026-11-20T18:00:00+09:00",
    });
  });

  it("end on the next day when they end before they begin", () => {
    expect(endsNextDay("18:00", "01:30")).toBe(true);
    expect(timesOf("2026-12-31", "18:00", "01:30")?.checkOut).toBe("2027-01-01T01:30:00+09:00");
  });

  it("are none while a field is not a time", () => {
    expect(timesOf("2026-11-20", "", "18:00")).toBeNull();
    expect(timesOf("2026-11-20", "09:00", "24:10")).toBeNull();
  });
});

describe("the hours of a week", () => {
  const days: DayView[] = [
    { date: "2026-11-16", state: "COMPLETED", workMinutes: 540 },
    { date: "2026-11-17", state: "COMPLETED", workMinutes: 600, provisional: true },
    { date: "2026-11-18", state: "MISSED" },
    { date: "2026-11-19", state: "IN_PROGRESS" },
    { date: "2026-11-20", state: "ABSENT" },
    { date: "2026-11-23", state: "COMPLETED", workMinutes: 480 },
  ];

  it("hold what is recorded and nothing that is only going on", () => {
    expect(worked(days, (date) => date <= "2026-11-22")).toEqual({ minutes: 1140, days: 4, missed: 1 });
  });
});
