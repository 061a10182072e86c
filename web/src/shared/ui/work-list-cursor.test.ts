import { act, renderHook } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { useCursor } from "./work-list-cursor";

const cursorOver = (keys: string[]) =>
  renderHook(({ keys: now, settled }) => useCursor("inbox", now, settled), {
    initialProps: { keys, settled: true },
  });

beforeEach(() => sessionStorage.clear());

describe("the cursor of a list", () => {
  it("goes to the row that takes the place of a decided one", () => {
    const { result, rerender } = cursorOver(["a", "b", "c"]);
    act(() => result.current.place("b"));
    rerender({ keys: ["a", "c"], settled: true });
    expect(result.current.key).toBe("c");
    rerender({ keys: ["a"], settled: true });
    expect(result.current.key).toBe("a");
  });

  it("drops the ticks of rows that left", () => {
    const { result, rerender } = cursorOver(["a", "b", "c"]);
    act(() => result.current.select(["a", "b"]));
    rerender({ keys: ["b", "c"], settled: true });
    expect([...result.current.selected]).toEqual(["b"]);
  });

  it("stands where it stood when the reader comes back", () => {
    const first = cursorOver(["a", "b", "c"]);
    act(() => {
      first.result.current.place("c");
      first.result.current.scrolled(240);
    });
    first.unmount();
    const again = renderHook(({ keys, settled }) => useCursor("inbox", keys, settled), {
      initialProps: { keys: [] as string[], settled: false },
    });
    again.rerender({ keys: ["a", "b", "c"], settled: true });
    expect([again.result.current.key, again.result.current.offset()]).toEqual(["c", 240]);
  });
});
