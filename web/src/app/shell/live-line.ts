import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Me } from "@/shared/access";
import { gathered, type Notice, startLive } from "@/shared/live";
import { FEATURES } from "../features";

const PAUSE_MS = 500;

/** Keeps the live connection of the signed-in person and tells every feature of what arrives. */
export function LiveLine({ me }: { me: Me }): null {
  const queries = useQueryClient();
  const { id } = me;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another person needs another connection.
  useEffect(() => {
    const tell = gathered<Notice>((notices) => {
      void queries.invalidateQueries({ queryKey: ["counts"] });
      const facts = new Map(notices.map((notice) => [`${notice.type} ${notice.link}`, notice]));
      for (const feature of FEATURES)
        for (const notice of facts.values()) feature.onNotice?.(notice, queries);
    }, PAUSE_MS);
    const stop = startLive({
      onNotice: tell.add,
      onReconnect: () => void queries.invalidateQueries({ refetchType: "active" }),
    });
    return () => {
      stop();
      tell.stop();
    };
  }, [queries, id]);
  return null;
}
