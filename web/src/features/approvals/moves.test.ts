import { describe, expect, it } from "vitest";
import type { DocumentView, GroupView, StepView, ViewerView } from "./api";
import { barOf, latestDecision, type Move, movesOf, returnTargets } from "./moves";

const step = (id: string, more: Partial<StepView> = {}) => ({ id, state: "WAITING", ...more }) as StepView;
const group = (kind: GroupView["kind"], ...steps: StepView[]) => ({ kind, steps }) as GroupView;
const paper = (more: Partial<DocumentView>, groups: GroupView[] = [], viewers: ViewerView[] = []) =>
  ({ state: "IN_PROGRESS", moves: [], line: { groups, viewers }, ...more }) as unknown as DocumentView;
const me = { id: 7, departmentId: 3 };
const names = (moves: readonly Move[]) => moves.map(({ name }) => name);

describe("the moves of a reader", () => {
  it("take the allowed one of two steps", () => {
    const moves = [
      { action: "APPROVE", allowed: false, stepId: "s3", reason: "아직 차례가 아닙니다." },
      { action: "APPROVE", allowed: true, stepId: "s1" },
    ];
    expect(movesOf(paper({ moves } as Partial<DocumentView>), me)).toEqual([
      { name: "APPROVE", allowed: true, stepId: "s1", reason: undefined },
    ]);
  });

  it("offer a viewer what their own state allows, and nobody else's", () => {
    const viewer = (more: Partial<ViewerView>) =>
      ({ id: "v1", kind: "RECEIVE", departmentId: 3, employeeId: null, ...more }) as ViewerView;
    const of = (more: Partial<ViewerView>) => names(movesOf(paper({}, [], [viewer(more)]), me));
    expect(of({ state: "ARRIVED" })).toEqual(["ACCEPT", "SEND_BACK"]);
    expect(of({ state: "ASSIGNED", assigneeId: 7 })).toEqual(["HANDLE", "ASSIGN"]);
    expect(of({ state: "ASSIGNED", assigneeId: 8 })).toEqual(["ASSIGN"]);
    expect(of({ state: "ARRIVED", departmentId: 4 })).toEqual([]);
    expect(of({ kind: "CC", state: "ARRIVED", departmentId: null, employeeId: 7 })).toEqual(["CONFIRM"]);
    expect(of({ kind: "CC", state: "CONFIRMED", departmentId: null, employeeId: 7 })).toEqual([]);
  });

  it("ask the absent person to look at what was decided in their place", () => {
    const proxy = step("s1", { postReportDue: "2026-11-20T00:00:00Z", approverId: 7 });
    expect(names(movesOf(paper({}, [group("SERIAL", proxy)]), me))).toEqual(["ACKNOWLEDGE"]);
  });
});

describe("the bar", () => {
  const move = (name: Move["name"], allowed = true): Move => ({ name, allowed });

  it("puts the decision last and what cannot be done behind", () => {
    const moves = [
      move("APPROVE"),
      move("FINAL", false),
      move("REJECT"),
      move("HOLD"),
      move("RETURN", false),
    ];
    const { primary, beside, more } = barOf(moves, 3);
    expect(primary?.name).toBe("APPROVE");
    expect(names(beside)).toEqual(["HOLD", "REJECT"]);
    expect(names(more)).toEqual(["FINAL", "RETURN"]);
    expect(names(barOf(moves, 1).more)).toEqual(["HOLD", "FINAL", "RETURN"]);
  });

  it("shows an approver whose turn has not come the grey decision, and a drafter none", () => {
    expect(barOf([move("APPROVE", false), move("EARLY")], 3)).toMatchObject({
      primary: { name: "APPROVE", allowed: false },
      beside: [{ name: "EARLY" }],
    });
    expect(barOf([move("COPY"), move("RECALL"), move("EDIT", false)], 3)).toMatchObject({
      primary: undefined,
      beside: [{ name: "RECALL" }],
    });
  });
});

describe("a step back", () => {
  const done = (id: string) => step(id, { state: "APPROVED" });

  it("goes to the nearest decided step, and asks which where several stand side by side", () => {
    const line = [group("SERIAL", done("a"), done("b")), group("SERIAL", step("c"))];
    expect(returnTargets(line, "c").map(({ id }) => id)).toEqual(["b"]);
    expect(returnTargets([group("SERIAL", done("a"), step("b"))], "b").map(({ id }) => id)).toEqual(["a"]);
    const parallel = [
      group("SERIAL", done("z")),
      group("PARALLEL", done("a"), done("b")),
      group("SERIAL", step("c")),
    ];
    expect(returnTargets(parallel, "c").map(({ id }) => id)).toEqual(["a", "b"]);
    expect(returnTargets([group("SERIAL", step("a"))], "a")).toEqual([]);
  });

  it("names who was faster", () => {
    const early = step("a", { decidedAt: "2026-11-20T01:00:00Z", approverName: "박서준" });
    const late = step("b", { decidedAt: "2026-11-20T02:00:00Z", actedByName: "정민재" });
    expect(latestDecision(paper({}, [group("SERIAL", early, late)]))?.name).toBe("정민재");
    expect(latestDecision(paper({}))).toBeUndefined();
  });
});
