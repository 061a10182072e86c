import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import { dayOf, moment } from "@/shared/format";
import { ALL, type NoticePage, type StoredNotice } from "./api";

type Held = NoticePage | InfiniteData<NoticePage>;

/**
 * The list with what has arrived since it was read: `latest` is what the bell holds.
 * A notice read in another tab is read here too, and one that was unread when it was listed stays listed.
 */
export function joined(
  latest: NoticePage | undefined,
  pages: readonly NoticePage[],
  unread: boolean,
): StoredNotice[] {
  const listed = pages.flatMap((page) => page.items);
  const newest = new Map(latest?.items.map((notice) => [notice.seq, notice]));
  const top = pages[0]?.seq ?? 0;
  const arrived = [...newest.values()].filter((notice) => notice.seq > top && !(unread && notice.read));
  const seen = new Set<number>();
  return [...arrived, ...listed].flatMap((notice) => {
    if (seen.has(notice.seq)) return [];
    seen.add(notice.seq);
    return [{ ...notice, read: notice.read || (newest.get(notice.seq)?.read ?? false) }];
  });
}

/** True when more has arrived than the bell holds, so that the list must be read anew. */
export function lacks(latest: NoticePage | undefined, pages: readonly NoticePage[]): boolean {
  const first = pages[0];
  const oldest = latest?.items.at(-1);
  return first !== undefined && oldest !== undefined && oldest.seq > first.seq + 1;
}

export interface Day {
  day: string;
  notices: StoredNotice[];
}

/** By day of the reader's time zone, the latest first, whatever order the numbers were given in. */
export function daysOf(notices: readonly StoredNotice[], timeZone: string): Day[] {
  const ordered = [...notices].sort((a, b) => moment(b.createdAt).getTime() - moment(a.createdAt).getTime());
  const days = new Map<string, StoredNotice[]>();
  for (const notice of ordered) {
    const day = dayOf(notice.createdAt, timeZone);
    const members = days.get(day);
    if (members) members.push(notice);
    else days.set(day, [notice]);
  }
  return [...days].map(([day, members]) => ({ day, notices: members }));
}

/** What follows the label that every sentence begins with: `[결재 대기] …`. */
export const textOf = ({ title, body }: StoredNotice): string =>
  body.startsWith(`[${title}] `) ? body.slice(title.length + 3) : body;

function markedPage(page: NoticePage, covers: (seq: number) => boolean, fewer: number): NoticePage {
  return {
    ...page,
    unread: Math.max(0, page.unread - fewer),
    items: page.items.map((notice) => (covers(notice.seq) ? { ...notice, read: true } : notice)),
  };
}

/** Shows notices as read before the server has answered, wherever they are shown. `fewer` is how many that are. */
export function showRead(queries: QueryClient, covers: (seq: number) => boolean, fewer: number): void {
  queries.setQueriesData<Held>({ queryKey: ALL }, (held) => {
    if (!held) return held;
    return "pages" in held
      ? { ...held, pages: held.pages.map((page) => markedPage(page, covers, fewer)) }
      : markedPage(held, covers, fewer);
  });
}
