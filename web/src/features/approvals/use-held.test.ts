import { act, renderHook } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { DocumentView } from "./api";
import { useHeld } from "./use-held";

const paper = (version: number, state: string, more: object = {}) =>
  ({
    id: "d1",
    version,
    state,
    number: null,
    comments: 0,
    line: {
      groups: [
        {
          kind: "SERIAL",
          steps: [
            {
              id: "s1",
              state: state === "APPROVED" ? "APPROVED" : "ACTIVE",
              approverName: "박서준",
              decidedAt: state === "APPROVED" ? "2026-11-20T09:00:00Z" : null,
            },
          ],
        },
      ],
      viewers: [],
    },
    ...more,
  }) as unknown as DocumentView;

const held = (first: DocumentView) =>
  renderHook(({ fresh }) => useHeld(fresh), { initialProps: { fresh: first } });

describe("a paper somebody reads", () => {
  it("stays as it was when another decides, and says who", () => {
    const hook = held(paper(1, "IN_PROGRESS"));
    hook.rerender({ fresh: paper(2, "APPROVED") });
    expect(hook.result.current.shown.state).toBe("IN_PROGRESS");
    expect(hook.result.current.moved).toEqual({ name: "박서준", at: "2026-11-20T09:00:00Z" });
    act(() => hook.result.current.accept());
    expect([hook.result.current.shown.state, hook.result.current.moved]).toEqual(["APPROVED", undefined]);
  });

  it("follows what the reader did themselves", () => {
    const hook = held(paper(1, "IN_PROGRESS"));
    act(() => hook.result.current.own(2));
    hook.rerender({ fresh: paper(2, "APPROVED") });
    expect([hook.result.current.shown.state, hook.result.current.moved]).toEqual(["APPROVED", undefined]);
  });

  it("takes in a comment without a word", () => {
    const hook = held(paper(1, "IN_PROGRESS"));
    hook.rerender({ fresh: paper(2, "IN_PROGRESS", { comments: 1 }) });
    expect([hook.result.current.shown.comments, hook.result.current.moved]).toEqual([1, undefined]);
  });
});
