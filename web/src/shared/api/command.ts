import { type UseMutationResult, useMutation } from "@tanstack/react-query";
import { useRef } from "react";
import { newKey } from "./client";
import { ProblemError } from "./problem";

interface CommandOptions<V, R> {
  onSuccess?: (result: R, variables: V) => unknown;
  onError?: (error: ProblemError, variables: V) => unknown;
}

const asProblem = (error: unknown): ProblemError =>
  error instanceof ProblemError
    ? error
    : new ProblemError({
        status: 0,
        code: "unreadable",
        detail: error instanceof Error ? error.message : "",
      });

export type Command<V, R> = Omit<UseMutationResult<R, ProblemError, V>, "mutate" | "mutateAsync"> & {
  /** Starts it; a failure is in `error`. */
  run: (variables: V) => void;
  /** Starts it and rejects with the problem; for `ConfirmSheet`. */
  runAsync: (variables: V) => Promise<R>;
};

/**
 * A mutation that has one effect however often it is pressed.
 *
 * The same variables sent again after a lost answer carry the same Idempotency-Key; a success, a
 * definite refusal or other variables start a new one. A press while one is under way is ignored.
 */
export function useCommand<V = void, R = unknown>(
  run: (variables: V, call: { key: string }) => Promise<R>,
  options: CommandOptions<V, R> = {},
): Command<V, R> {
  const kept = useRef<{ key: string; of: string } | null>(null);
  const busy = useRef<Promise<R> | null>(null);
  const mutation = useMutation<R, ProblemError, V>({
    retry: false,
    networkMode: "always",
    mutationFn: async (variables) => {
      const of = JSON.stringify(variables) ?? "";
      if (kept.current?.of !== of) kept.current = { key: newKey(), of };
      try {
        const result = await run(variables, { key: kept.current.key });
        kept.current = null;
        return result;
      } catch (error) {
        const problem = asProblem(error);
        if (!problem.retryable) kept.current = null;
        throw problem;
      }
    },
    onSuccess: (result, variables) => options.onSuccess?.(result, variables),
    onError: (error, variables) => options.onError?.(error, variables),
  });
  const runAsync = (variables: V): Promise<R> => {
    if (busy.current) return busy.current;
    const turn = mutation.mutateAsync(variables).finally(() => {
      busy.current = null;
    });
    busy.current = turn;
    return turn;
  };
  const { mutate: _mutate, mutateAsync: _mutateAsync, ...rest } = mutation;
  const start = (variables: V) => void runAsync(variables).catch(() => undefined);
  // The union of mutation states does not survive a rest; the states themselves do.
  return { ...rest, runAsync, run: start } as Command<V, R>;
}
