import { QueryClient } from "@tanstack/react-query";
import { ProblemError } from "@/shared/api";

/** Reads keep what they have while the connection is away; the client itself waits out 429 and 503. */
export const makeQueries = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        gcTime: 10 * 60_000,
        networkMode: "always",
        refetchOnReconnect: true,
        retry: (count, error) =>
          count < 2 && error instanceof ProblemError && error.status === 0 && error.code !== "unreadable",
        retryDelay: (count) => 500 * 2 ** count,
      },
    },
  });
