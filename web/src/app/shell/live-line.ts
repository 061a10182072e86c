import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Me } from "@/shared/access";
import { startLive } from "@/shared/live";
import { FEATURES } from "../features";

/** Keeps the live connection of the signed-in person and tells every feature of what arrives. */
export function LiveLine({ me }: { me: Me }): null {
  const queries = useQueryClient();
  const { id } = me;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another person needs another connection.
  useEffect(() => {
    const refresh = () => {
      void queries.invalidateQueries({ queryKey: ["counts"] });
      void queries.invalidateQueries({ queryKey: ["notifications"] });
    };
    return startLive({
      onNotice: (notice) => {
        refresh();
        for (const feature of FEATURES) feature.onNotice?.(notice, queries);
      },
      onReconnect: () => void queries.invalidateQueries({ refetchType: "active" }),
    });
  }, [queries, id]);
  return null;
}
