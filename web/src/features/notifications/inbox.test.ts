import { QueryClient } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";
import { inboxQuery, latestQuery, type NoticePage, type StoredNotice } from "./api";
import { daysOf, joined, lacks, showRead, textOf } from "./inbox";
import { askOf, changed, wishOf, wrongClock } from "./preferences";

const notice = (seq: number, part: Partial<StoredNotice> = {}): StoredNotice => ({
  id: String(seq),
  seq,
  kind: "COMMENT",
  title: "의견",
  body: `[의견] ${seq}`,
  link: null,
  approvalId: null,
  urgent: false,
  read: false,
  params: {},
  createdAt: "2026-11-20T01:00:00Z",
  ...part,
});
const page = (seqs: number[], part: Partial<NoticePage> = {}): NoticePage => ({
  items: seqs.map((seq) => notice(seq)),
  nextCursor: null,
  unread: seqs.length,
  seq: Math.max(...seqs),
  ...part,
});
const numbers = (notices: StoredNotice[]) => notices.map(({ seq }) => seq);

describe("the list of notices", () => {
  it("shows what has arrived above what was listed, each once", () => {
    const listed = [page([8, 7, 6], { nextCursor: "6" }), page([5, 4])];
    expect(numbers(joined(page([10, 9, 8, 7]), listed, false))).toEqual([10, 9, 8, 7, 6, 5, 4]);
    expect(numbers(joined(undefined, listed, false))).toEqual([8, 7, 6, 5, 4]);
  });

  it("knows what was read in another tab, and keeps it where it is", () => {
    const bell = {
      ...page([8, 7]),
      items: [notice(9, { read: true }), notice(8, { read: true }), notice(7)],
    };
    const shown = joined(bell, [page([8, 7])], true);
    expect(shown.map(({ seq, read }) => [seq, read])).toEqual([
      [8, true],
      [7, false],
    ]);
  });

  it("is read anew when more has come than the bell holds", () => {
    expect(lacks(page([12, 11]), [page([8, 7])])).toBe(true);
    expect(lacks(page([10, 9]), [page([8, 7])])).toBe(false);
    expect(lacks(page([10, 9]), [])).toBe(false);
  });

  it("stands under the days of the reader's own midnight", () => {
    const late = notice(2, { createdAt: "2026-11-20T15:30:00Z" });
    const early = notice(1, { createdAt: "2026-11-20T14:30:00Z" });
    expect(daysOf([early, late], "Asia/Seoul").map(({ day }) => day)).toEqual(["2026-11-21", "2026-11-20"]);
    expect(daysOf([late, early], "UTC").map(({ day }) => day)).toEqual(["2026-11-20"]);
  });

  it("does not say its label twice", () => {
    expect(textOf(notice(1, { title: "반려", body: "[반려] 출장비 – 사유 없음" }))).toBe(
      "출장비 – 사유 없음",
    );
    expect(textOf(notice(1, { title: "공지", body: "[공지사항] 휴무" }))).toBe("[공지사항] 휴무");
  });
});

describe("a read mark", () => {
  it("is shown wherever the notice is, and counted once", () => {
    const queries = new QueryClient();
    queries.setQueryData(latestQuery("ko").queryKey, page([3, 2, 1]));
    queries.setQueryData(inboxQuery(false, "ko").queryKey, {
      pages: [page([3, 2])],
      pageParams: [undefined],
    });
    showRead(queries, (seq) => seq === 2, 1);
    expect(queries.getQueryData(latestQuery("ko").queryKey)).toMatchObject({
      unread: 2,
      items: [{ read: false }, { read: true }, { read: false }],
    });
    expect(queries.getQueryData(inboxQuery(false, "ko").queryKey)?.pages[0]?.items[1]?.read).toBe(true);
    showRead(queries, (seq) => seq <= 3, Number.POSITIVE_INFINITY);
    expect(queries.getQueryData(latestQuery("ko").queryKey)?.unread).toBe(0);
  });
});

describe("what a person wants to hear", () => {
  const known = { muted: ["REWARD" as const], quietHours: null, kinds: [], version: 3 };

  it("has changed only when another thing would be kept", () => {
    const wish = wishOf(known);
    expect(changed(wish, known)).toBe(false);
    expect(changed({ ...wish, begin: "21:00" }, known)).toBe(false);
    expect(changed({ ...wish, quiet: true }, known)).toBe(true);
    expect(askOf({ ...wish, muted: ["REWARD", "COMMENT"], quiet: true })).toEqual({
      muted: ["COMMENT", "REWARD"],
      quietHours: { begin: "22:00", end: "07:00" },
    });
  });

  it("needs two different times", () => {
    const wish = { ...wishOf(known), quiet: true };
    expect([
      wrongClock(wish),
      wrongClock({ ...wish, begin: "" }),
      wrongClock({ ...wish, end: "" }),
      wrongClock({ ...wish, end: "22:00" }),
      wrongClock({ ...wish, quiet: false, end: "" }),
    ]).toEqual([undefined, "begin", "end", "same", undefined]);
  });
});
