import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { describe, expect, it, vi } from "vitest";
import { useCommand } from "./command";
import { ProblemError } from "./problem";

const wrapper = ({ children }: { children: ReactNode }) => (
  <QueryClientProvider client={new QueryClient()}>{children}</QueryClientProvider>
);

const offline = () => new ProblemError({ status: 0, code: "offline" });
const refused = () => new ProblemError({ status: 409, code: "invalid-state" });

function commandOver(outcomes: (Error | "done")[]) {
  const keys: string[] = [];
  const hook = renderHook(
    () =>
      useCommand(async (_: { n: number }, { key }) => {
        keys.push(key);
        const outcome = outcomes.shift();
        if (outcome instanceof Error) throw outcome;
        return outcome;
      }),
    { wrapper },
  );
  const press = (n: number) => act(() => hook.result.current.runAsync({ n }).catch(() => undefined));
  return { keys, press, hook };
}

describe("a command", () => {
  it("keeps its key while the outcome of the same action is unknown", async () => {
    const { keys, press } = commandOver([
      offline(),
      new ProblemError({ status: 503, code: "overloaded" }),
      "done",
    ]);
    for (let turn = 0; turn < 3; turn++) await press(1);
    expect(new Set(keys).size).toBe(1);
  });

  it("takes a new key after success, after a refusal, and for other content", async () => {
    const { keys, press } = commandOver(["done", refused(), offline(), "done"]);
    await press(1);
    await press(1);
    await press(1);
    await press(2);
    expect(new Set(keys).size).toBe(4);
  });

  it("runs once however often it is pressed", async () => {
    const run = vi.fn(() => new Promise((resolve) => setTimeout(resolve, 20)));
    const { result } = renderHook(() => useCommand(run), { wrapper });
    await act(async () => {
      await Promise.all([result.current.runAsync(), result.current.runAsync(), result.current.runAsync()]);
    });
    expect(run).toHaveBeenCalledOnce();
  });
});
