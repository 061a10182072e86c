import { infiniteQueryOptions } from "@tanstack/react-query";

/** A page of a list as every modern route answers it. */
export interface Page<T> {
  items: T[];
  nextCursor?: string | null;
}

/** Options for `useInfiniteQuery` over a cursor; `WorkList` takes the result as it is. */
export const cursorQuery = <T>(
  queryKey: readonly unknown[],
  load: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>,
) =>
  infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam, signal }) => load(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
