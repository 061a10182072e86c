import { describe, expect, it } from "vitest";
import { dayOf, formatFor, moment } from "./format";

const ko = formatFor("ko", "Asia/Seoul");
const en = formatFor("en", "Asia/Seoul");

describe("dates", () => {
  it("are written as offices write them", () => {
    expect(ko.date("2026-11-20")).toBe("2026. 11. 20. (금)");
    expect(en.date("2026-11-20")).toBe("Nov 20, 2026");
    expect(ko.date("2026-11-20", { weekday: false })).toBe("2026. 11. 20.");
    expect(ko.dateTime("2026-11-20T00:05:00Z")).toBe("2026. 11. 20. 09:05");
  });

  it("keep a plain day in every time zone", () => {
    expect(formatFor("ko", "America/Los_Angeles").date("2026-11-20")).toBe("2026. 11. 20. (금)");
  });

  it("read a classic time without offset as KST", () => {
    expect(moment("2026-11-20T09:00:00").toISOString()).toBe("2026-11-20T00:00:00.000Z");
  });

  it("are relative under a day only", () => {
    const now = "2026-11-20T12:00:00+09:00";
    expect(ko.ago("2026-11-20T11:57:00+09:00", now)).toBe("3분 전");
    expect(en.ago("2026-11-20T09:00:00+09:00", now)).toBe("3 hours ago");
    expect(ko.ago("2026-11-19T11:59:00+09:00", now)).toBe("2026. 11. 19.");
  });

  it("decide the day by the company's midnight", () => {
    expect(dayOf("2026-11-19T15:00:00Z")).toBe("2026-11-20");
  });
});

describe("numbers", () => {
  it("write money from decimal text", () => {
    expect(ko.money("3200000.00")).toBe("₩3,200,000");
  });

  it("write quarter days without noise", () => {
    expect([1.5, 15, 0.25, 0.1 + 0.2].map(ko.days)).toEqual(["1.5", "15", "0.25", "0.3"]);
  });

  it("write minutes as a clock", () => {
    expect([510, -45, 3120].map(ko.clock)).toEqual(["8:30", "-0:45", "52:00"]);
  });
});
