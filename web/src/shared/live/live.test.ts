import { describe, expect, it, vi } from "vitest";
import { gathered } from "./gathered";
import { backoff, Gate } from "./live";

describe("the live channel", () => {
  it("passes each notice once, whatever is replayed", () => {
    const gate = new Gate(10);
    expect([11, 12, 10, 11, 12, 13].filter((seq) => gate.admit(seq))).toEqual([11, 12, 13]);
    expect(gate.last).toBe(13);
  });

  it("waits longer each time, never over half a minute, and not in step with others", () => {
    expect([0, 1, 2, 9, 500].map((turn) => backoff(turn, 1))).toEqual([1_000, 2_000, 4_000, 30_000, 30_000]);
    expect(backoff(3, 0)).toBe(backoff(3, 1) / 2);
  });

  it("tells of one notice at once, and of a burst together", () => {
    vi.useFakeTimers();
    const told: number[][] = [];
    const tell = gathered<number>((things) => told.push(things), 500);
    for (const n of [1, 2, 3]) tell.add(n);
    expect(told).toEqual([[1]]);
    vi.advanceTimersByTime(500);
    expect(told).toEqual([[1], [2, 3]]);
    vi.advanceTimersByTime(1_000);
    tell.add(4);
    expect(told.at(-1)).toEqual([4]);
    tell.add(5);
    tell.stop();
    vi.advanceTimersByTime(1_000);
    expect(told).toHaveLength(3);
    vi.useRealTimers();
  });
});
