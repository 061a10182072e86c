import { useQueryClient } from "@tanstack/react-query";
import { type CallOptions, type Command, useCommand } from "@/shared/api";
import { useTranslation } from "@/shared/text";
import { toast } from "@/shared/ui";

/** Another tab or person was faster; the same press that is still under way is not meant. */
const overtaken = (problem: { status: number; code: string }): boolean =>
  problem.status === 409 && problem.code !== "idempotency-in-flight";

/**
 * One step of one's own way through a quest. However often it is pressed and in however many tabs, it happens
 * once: the same press carries the same key, and a second one is told so kindly and sees the latest.
 */
export function useStep<R>(
  step: (id: number, call: CallOptions) => Promise<R>,
  done: (result: R) => void,
): Pick<Command<number, R>, "run" | "isPending" | "error"> {
  const { t } = useTranslation("quests");
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: ["quests"] });
  const { run, isPending, error } = useCommand((id: number, call) => step(id, call), {
    onSuccess: (result) => {
      done(result);
      return refresh();
    },
    onError: (problem) => {
      if (!overtaken(problem)) return;
      // The row this was pressed in may be gone with the refresh, so the word stands apart from it.
      void toast(t("overtaken"));
      void refresh();
    },
  });
  return { run, isPending, error: error && overtaken(error) ? null : error };
}
