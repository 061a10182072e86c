import type { ReactNode } from "react";
import { Loading, ProblemNote } from "./feedback";

interface Asked<T> {
  data: T | undefined;
  isError: boolean;
  error: unknown;
  refetch: () => unknown;
}

/**
 * What a query answered, or the wait for it, or why there is none.
 *
 * An answer stays on the screen when a later asking fails: the failure is said above it.
 */
export function Loaded<T>({
  query,
  skeleton,
  rows,
  height,
  children,
}: {
  query: Asked<T>;
  skeleton?: ReactNode;
  rows?: number;
  height?: number;
  children: (data: T) => ReactNode;
}) {
  if (query.data === undefined) {
    return query.isError ? (
      <ProblemNote error={query.error} retry={query.refetch} />
    ) : (
      <Loading rows={rows} height={height}>
        {skeleton}
      </Loading>
    );
  }
  return (
    <>
      {query.isError && <ProblemNote error={query.error} retry={query.refetch} />}
      {children(query.data)}
    </>
  );
}
