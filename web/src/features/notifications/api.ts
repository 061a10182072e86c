import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { type CallOptions, send } from "@/shared/api";
import type { NoticePage, NoticeView, PreferencesAsk, PreferencesView } from "@/shared/api/schema.gen";
import type { Language } from "@/shared/preferences";

export type { NoticePage, PreferencesAsk, PreferencesView } from "@/shared/api/schema.gen";
/** `body` is the whole sentence, `title` its first words. */
export type StoredNotice = NoticeView;
export type Kind = NoticeView["kind"];

const PATH = "/api/v2/erp/notifications";

/** Everything this feature has read lies under this key; what arrives live makes it read anew. */
export const ALL = ["notifications"] as const;

/** The bell's part of it. */
export const latestNotices = [...ALL, "latest"] as const;

export const listNotices = (
  query: { limit?: number; cursor?: string; unread?: boolean; locale?: Language },
  o?: CallOptions,
) => send<NoticePage>("GET", PATH, undefined, query, o);

/** What the bell shows, in the language of the screen. */
export const latestQuery = (locale: Language) =>
  queryOptions({
    queryKey: [...latestNotices, locale],
    queryFn: ({ signal }) => listNotices({ limit: 20, locale }, { signal }),
    refetchInterval: 60_000,
  });

/** The whole inbox, newest first. */
export const inboxQuery = (unread: boolean, locale: Language) =>
  infiniteQueryOptions({
    queryKey: [...ALL, "inbox", unread, locale],
    queryFn: ({ pageParam, signal }) =>
      listNotices({ limit: 40, cursor: pageParam, unread: unread || undefined, locale }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    // What arrives later is taken from the bell; only another look at the list reads it anew.
    staleTime: 0,
    refetchOnWindowFocus: false,
  });

/** Marks everything up to `seq` as read. */
export const ackNotices = (seq: number, o?: CallOptions) =>
  send<void>("POST", `${PATH}/ack`, { seq }, undefined, o);

export const markNotice = (seq: number, o?: CallOptions) =>
  send<void>("POST", `${PATH}/${seq}/read`, {}, undefined, o);

export const preferencesQuery = queryOptions({
  queryKey: ["notification-preferences"],
  queryFn: ({ signal }) =>
    send<PreferencesView>("GET", `${PATH}/preferences`, undefined, undefined, { signal }),
});

export const putPreferences = (body: PreferencesAsk, o: CallOptions) =>
  send<PreferencesView>("PUT", `${PATH}/preferences`, body, undefined, o);

export const unreadOf = (page: NoticePage | undefined): number => page?.unread ?? 0;
