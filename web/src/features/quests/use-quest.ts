import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type CallOptions, type Command, useCommand } from "@/shared/api";

export interface Step<R> extends Pick<Command<number, R>, "run" | "isPending" | "error"> {
  /** Another tab or person was faster; what is shown now is what they left. */
  overtaken: boolean;
}

/**
 * One step of one's own way through a quest. However often it is pressed and in however many tabs, it happens
 * once: the same press carries the same key, and a second one is told so kindly and sees the latest.
 */
export function useStep<R>(
  step: (id: number, call: CallOptions) => Promise<R>,
  done: (result: R) => void,
): Step<R> {
  const queries = useQueryClient();
  const [overtaken, setOvertaken] = useState(false);
  const refresh = () => queries.invalidateQueries({ queryKey: ["quests"] });
  const command = useCommand((id: number, call) => step(id, call), {
    onSuccess: (result) => {
      setOvertaken(false);
      done(result);
      return refresh();
    },
    onError: (problem) => {
      setOvertaken(problem.status === 409 && problem.code !== "idempotency-in-flight");
      if (problem.status === 409) void refresh();
    },
  });
  return {
    run: command.run,
    isPending: command.isPending,
    error: overtaken ? null : command.error,
    overtaken,
  };
}
