import { describe, expect, it } from "vitest";
import { addDays, addMonths, daysIn, dayWords, isDay, isMonth, weekdayOf, weekOf, weeksOf } from "./days";

describe("calendar days", () => {
  it("count over months, leap days and years", () => {
    expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
    expect(addDays("2027-01-01", -1)).toBe("2026-12-31");
    expect(daysIn("2026-12-30", "2027-01-02")).toBe(4);
    expect(daysIn("2026-12-30", "2026-12-01")).toBe(0);
    expect(addMonths("2026-12", 1)).toBe("2027-01");
    expect(addMonths("2026-01", -1)).toBe("2025-12");
  });

  it("stand in weeks that begin on Monday", () => {
    expect(weekdayOf("2026-11-20")).toBe(4);
    expect(weekOf("2026-11-22")[0]).toBe("2026-11-16");
    const november = weeksOf("2026-11");
    expect(november.map((week) => week[0])).toEqual([
      "2026-10-26",
      "2026-11-02",
      "2026-11-09",
      "2026-11-16",
      "2026-11-23",
      "2026-11-30",
    ]);
    expect(weeksOf("2027-02")).toHaveLength(4);
  });

  it("are told from texts that are none", () => {
    expect(["2026-02-30", "2026-2-3", "", undefined].map((text) => isDay(text))).toEqual(
      Array(4).fill(false),
    );
    expect([isDay("2028-02-29"), isMonth("2026-13"), isMonth("2026-11")]).toEqual([true, false, true]);
  });

  it("are said in the language of the screen", () => {
    expect(dayWords("ko").month("2026-11")).toBe("2026년 11월");
    expect(dayWords("en").month("2026-11")).toBe("November 2026");
    expect(dayWords("ko").day("2026-11-20")).toBe("11. 20. (금)");
    expect(dayWords("en").day("2026-11-20")).toBe("Fri, Nov 20");
  });
});
