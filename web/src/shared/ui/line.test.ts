import { describe, expect, it } from "vitest";
import {
  type Approver,
  add,
  joinInto,
  joinUp,
  type LineGroup,
  lineBody,
  moveGroup,
  placeOf,
  remove,
  setKind,
  setNeed,
  split,
  tidy,
} from "./line";

const person = (id: number): Approver => ({ id, name: `P${id}` });
const step = (id: number) => ({ id: `s${id}`, role: "APPROVE" as const, approver: person(id) });
const serial = (id: number): LineGroup => ({ kind: "SERIAL", steps: [step(id)] });
const shape = (groups: readonly LineGroup[]) =>
  groups.map((group) => group.steps.map((one) => one.approver.id));

const abc = [serial(1), serial(2), serial(3)];

describe("a line", () => {
  it("takes people in order, the same one again later but not twice in a group", () => {
    const line = add(add(add([], person(1)), person(2)), person(1));
    expect(shape(line)).toEqual([[1], [2], [1]]);
    expect(shape(add(line, person(1), 0))).toEqual([[1], [2], [1]]);
    expect(shape(add(line, person(3), 0))).toEqual([[1, 3], [2], [1]]);
  });

  it("moves rows and keeps their steps", () => {
    expect(shape(moveGroup(abc, 2, 0))).toEqual([[3], [1], [2]]);
    expect(shape(moveGroup(abc, 0, 9))).toEqual([[2], [3], [1]]);
  });

  it("makes steps parallel and single again", () => {
    const joined = joinUp(abc, "s2");
    expect(shape(joined)).toEqual([[1, 2], [3]]);
    expect(joined[0]?.kind).toBe("PARALLEL");
    expect(shape(split(joined, "s1"))).toEqual([[2], [1], [3]]);
    expect(split(joined, "s1").map((group) => group.kind)).toEqual(["SERIAL", "SERIAL", "SERIAL"]);
    expect(shape(joinInto(abc, "s1", 2))).toEqual([[2], [3, 1]]);
    expect(shape(joinUp(abc, "s1"))).toEqual([[1], [2], [3]]);
  });

  it("forgets empty groups and writes a serial group as rows", () => {
    expect(shape(remove(abc, "s2"))).toEqual([[1], [3]]);
    expect(shape(tidy([{ kind: "SERIAL", steps: [step(1), step(2)] }]))).toEqual([[1], [2]]);
    expect(placeOf(abc, "s3")).toBe(2);
  });

  it("needs no more approvals than a quorum has people", () => {
    const four = [1, 2, 3, 4].reduce<LineGroup[]>(
      (line, id) => add(line, person(id), line.length ? 0 : undefined),
      [],
    );
    const quorum = setNeed(setKind(four, 0, "QUORUM"), 0, 9);
    expect(quorum[0]).toMatchObject({ kind: "QUORUM", need: 4 });
    expect(lineBody(quorum).groups[0]).toMatchObject({ kind: "QUORUM", need: 4 });
    expect(lineBody(abc)).toEqual({
      groups: [1, 2, 3].map((approverId) => ({ kind: "SERIAL", steps: [{ role: "APPROVE", approverId }] })),
    });
  });
});
