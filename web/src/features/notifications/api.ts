import { queryOptions } from "@tanstack/react-query";
import { type CallOptions, send } from "@/shared/api";

export interface StoredNotice {
  id: string;
  seq: number;
  kind: string;
  title: string;
  body?: string | null;
  link?: string | null;
  read: boolean;
  createdAt: string;
}

export interface NoticePage {
  items: StoredNotice[];
  nextCursor?: string | null;
  unread?: number;
}

export const listNotices = (
  query: { limit?: number; cursor?: string; after?: number; unread?: boolean },
  o?: CallOptions,
) => send<NoticePage>("GET", "/api/v2/erp/notifications", undefined, query, o);

/** Marks everything up to `seq` as read. */
export const ackNotices = (seq: number, o?: CallOptions) =>
  send<void>("POST", "/api/v2/erp/notifications/ack", { seq }, undefined, o);

export const latestQuery = queryOptions({
  queryKey: ["notifications", "latest"],
  queryFn: ({ signal }) => listNotices({ limit: 20 }, { signal }),
  refetchInterval: 60_000,
});

export const unreadOf = (page: NoticePage | undefined): number =>
  page ? (page.unread ?? page.items.filter((notice) => !notice.read).length) : 0;
