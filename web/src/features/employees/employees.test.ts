import { describe, expect, it } from "vitest";
import { type Employee, type OrgChart, peopleOf } from "./api";
import { askOf, fieldsOf, patchOf } from "./employee-form";
import { fits, membersOf, placesOf } from "./members";

const person = (id: number, name: string, position = "사원") => ({ id, name, position });
const chart: OrgChart = {
  departments: [
    {
      id: 1,
      name: "COMPANY",
      korean: "마루상사",
      english: "Maru Trading",
      head: person(1, "문태식", "대표이사"),
      members: [person(1, "문태식", "대표이사")],
      children: [
        {
          id: 2,
          name: "SALES",
          korean: "영업팀",
          english: "Sales",
          head: person(3, "강현우", "팀장"),
          members: [person(2, "김하늘"), person(3, "강현우", "팀장")],
          children: [],
        },
      ],
    },
  ],
  unplaced: [person(9, "서가람")],
};

describe("the organisation chart", () => {
  it("lists everybody once, the head of each department first", () => {
    expect(membersOf(chart).map((each) => each.name)).toEqual(["문태식", "강현우", "김하늘", "서가람"]);
    expect(membersOf(chart, 2).map((each) => [each.name, each.heads])).toEqual([
      ["강현우", true],
      ["김하늘", false],
    ]);
    expect(placesOf(chart).map((each) => [each.name, each.depth])).toEqual([
      ["COMPANY", 0],
      ["SALES", 1],
    ]);
  });

  it("gives names for numbers in the language of the screen", () => {
    expect(peopleOf(chart, "en").get(2)).toEqual({
      id: 2,
      name: "김하늘",
      position: "사원",
      department: "Sales",
    });
    expect(peopleOf(chart, "ko").get(9)?.department).toBe("");
  });

  it("is searched by name and title", () => {
    expect(membersOf(chart).filter((each) => fits(each, " 팀장 "))).toHaveLength(1);
  });
});

describe("the sheet of an employee", () => {
  const known: Employee = {
    id: 2,
    name: "김하늘",
    email: "sky@maru.example",
    position: "사원",
    departmentId: 2,
    department: "SALES",
    active: true,
    leftOn: null,
    hireDate: "2024-04-01",
    dayMinutes: 480,
    workDays: [1, 2, 3, 4, 5],
    createdAt: "2024-04-01T00:00:00Z",
    version: 4,
  };

  it("writes only what was changed", () => {
    const fields = fieldsOf(known, "2026-11-20");
    const same = askOf(fields);
    expect(same && patchOf(known, same)).toEqual({});
    const moved = askOf({ ...fields, departmentId: "1", position: "대리" });
    expect(moved && patchOf(known, moved)).toEqual({ departmentId: 1, position: "대리" });
  });

  it("asks for nobody without name, place, days or hours", () => {
    const fields = fieldsOf(known, "2026-11-20");
    for (const part of [{ name: " " }, { departmentId: "" }, { workDays: [] }, { dayHours: "0.5" }])
      expect(askOf({ ...fields, ...part })).toBeNull();
  });
});
