import { queryOptions } from "@tanstack/react-query";
import { type CallOptions, send } from "@/shared/api";
import type { Language } from "@/shared/preferences";

/** `body` is the whole sentence, `title` its first words. */
export interface StoredNotice {
  id: string;
  seq: number;
  kind: string;
  title: string;
  body: string;
  link: string | null;
  approvalId: string | null;
  urgent: boolean;
  read: boolean;
  createdAt: string;
}

export interface NoticePage {
  items: StoredNotice[];
  nextCursor: string | null;
  /** Of the whole inbox, not of this page. */
  unread: number;
  seq: number;
}

export const listNotices = (
  query: { limit?: number; cursor?: string; after?: number; unread?: boolean; locale?: Language },
  o?: CallOptions,
) => send<NoticePage>("GET", "/api/v2/erp/notifications", undefined, query, o);

/** Marks everything up to `seq` as read. */
export const ackNotices = (seq: number, o?: CallOptions) =>
  send<void>("POST", "/api/v2/erp/notifications/ack", { seq }, undefined, o);

/** What the bell shows, in the language of the screen. */
export const latestQuery = (locale: Language) =>
  queryOptions({
    queryKey: ["notifications", "latest", locale],
    queryFn: ({ signal }) => listNotices({ limit: 20, locale }, { signal }),
    refetchInterval: 60_000,
  });

export const unreadOf = (page: NoticePage | undefined): number => page?.unread ?? 0;
