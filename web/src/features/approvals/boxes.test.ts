import { describe, expect, it } from "vitest";
import type { BoxItem } from "./api";
import { approvalOf, isBox, isFiltered, matches, rowKey } from "./boxes";

const item = (more: Partial<BoxItem> = {}) =>
  ({
    documentId: "d1",
    title: "전시회 부스 제작",
    drafterName: "김하늘",
    formId: "expense",
    number: null,
    entryState: "ACTIVE",
    sortAt: "2026-11-20T00:00:00Z",
    ...more,
  }) as BoxItem;

describe("a box", () => {
  it("is one of the eleven", () => {
    expect([isBox("waiting"), isBox("department"), isBox("all"), isBox(undefined)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it("is narrowed by words, form and kind of row", () => {
    expect(matches(item(), { q: "부스" })).toBe(true);
    expect(matches(item(), { q: "하늘", form: "expense" })).toBe(true);
    expect(matches(item(), { q: "노트북" })).toBe(false);
    expect(matches(item({ number: "EX-26-000004" }), { q: "ex-26" })).toBe(true);
    expect(matches(item(), { form: "leave" })).toBe(false);
    expect(matches(item({ entryState: "HELD" }), { only: "held" })).toBe(true);
    expect(matches(item(), { only: "unread" })).toBe(false);
    expect(matches(item({ onBehalfOf: 2 }), { only: "proxy" })).toBe(true);
    expect(isFiltered({ q: "" })).toBe(false);
  });

  it("tells apart the rows of one paper", () => {
    expect(rowKey(item())).not.toBe(rowKey(item({ onBehalfOf: 2 })));
  });

  it("calls a consent by its name", () => {
    expect(approvalOf(item({ role: "FINANCE_AGREE" }))).toBe("AGREE");
    expect(approvalOf(item({ role: "APPROVE" }))).toBe("APPROVE");
  });
});
