import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { loadTexts, startText } from "@/shared/text";
import type { Mine } from "./api";
import { MyQuest } from "./my-quest";

const quest: Mine = {
  id: 7,
  questId: 3,
  title: "안내서 정리",
  description: "",
  rewardDays: 1,
  department: "SALES",
  status: "APPROVED",
  reason: null,
  version: 2,
};
let keys: (string | null)[] = [];
let answer: () => Response = () => new Response(null, { status: 204 });

function show() {
  const queries = new QueryClient();
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={queries}>
        <ul>
          <MyQuest quest={quest} />
        </ul>
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { queries, claim: screen.getByRole("button") };
}

beforeAll(async () => {
  await startText({ ko: {}, en: {} });
  await loadTexts(["quests"]);
});

beforeEach(() => {
  keys = [];
  vi.stubGlobal("fetch", async (_: string, init: RequestInit) => {
    keys.push(new Headers(init.headers).get("idempotency-key"));
    return answer();
  });
});

describe("claiming a reward", () => {
  it("asks once, however often it is pressed", async () => {
    answer = () => Response.json({ progress: {}, rewardDays: 1, newLeaveBalance: 8, version: 3 });
    const { claim } = show();
    await act(async () => {
      fireEvent.click(claim);
      fireEvent.click(claim);
    });
    expect(keys).toHaveLength(1);
  });

  it("repeats a lost claim under the same key", async () => {
    answer = () => {
      throw new TypeError("network");
    };
    const { claim } = show();
    fireEvent.click(claim);
    await screen.findByRole("alert");
    fireEvent.click(claim);
    await waitFor(() => expect(keys).toHaveLength(2));
    expect(new Set(keys).size).toBe(1);
  });

  it("takes another tab's claim for what it is, and looks at the latest", async () => {
    answer = () =>
      Response.json({ code: "invalid-state", detail: "이미 받은 보상입니다.", status: 409 }, { status: 409 });
    const { queries, claim } = show();
    const refresh = vi.spyOn(queries, "invalidateQueries");
    fireEvent.click(claim);
    await waitFor(() => expect(refresh).toHaveBeenCalledWith({ queryKey: ["quests"] }));
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("says what went wrong otherwise", async () => {
    answer = () => Response.json({ code: "unavailable", traceId: "t-5", status: 503 }, { status: 503 });
    const { claim } = show();
    fireEvent.click(claim);
    expect((await screen.findByRole("alert")).textContent).toContain("t-5");
  });
});
