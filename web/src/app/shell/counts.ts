import { useQueries } from "@tanstack/react-query";
import { type Me, may, type SystemName } from "@/shared/access";
import { FEATURES } from "../features";

/** The numbers beside the menu entries: every feature of the system that counts is asked once a minute. */
export function useCounts(system: SystemName | undefined, me: Me | null): Record<string, number> {
  const sources = new Map(
    FEATURES.filter(
      (feature) =>
        me && system && feature.system === system && feature.counts && may(me, feature.counts.need),
    ).map((feature) => [feature.counts?.key, feature.counts]),
  );
  return useQueries({
    queries: [...sources.values()].map((source) => ({
      queryKey: ["counts", source?.key],
      queryFn: ({ signal }: { signal: AbortSignal }) => source?.load(signal) ?? {},
      refetchInterval: 60_000,
      refetchOnWindowFocus: true,
    })),
    combine: (results) =>
      Object.assign({}, ...results.map((result) => result.data ?? {})) as Record<string, number>,
  });
}
