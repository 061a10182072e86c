import { describe, expect, it } from "vitest";
import type { Form } from "./api";
import { calculated, fieldOfPath, flaws, wire } from "./fields";

const expense = {
  id: "expense",
  version: 1,
  name: "지출 결의서",
  abbr: "EX",
  numbering: {},
  fields: [
    { name: "amount", label: "금액", kind: "MONEY", required: true, min: "1" },
    { name: "spentOn", label: "지출일", kind: "DATE" },
    {
      name: "items",
      label: "지출 내역",
      kind: "TABLE",
      columns: [
        { name: "description", label: "적요", required: true },
        { name: "quantity", label: "수량", kind: "NUMBER", scale: 2 },
        { name: "price", label: "단가", kind: "MONEY" },
        { name: "amount", label: "금액", kind: "MONEY", formula: "quantity * price" },
      ],
    },
    { name: "total", label: "합계", kind: "MONEY", formula: "sum(items.amount)" },
  ],
  checks: [{ expression: "total == 0 or total == amount", field: "amount", message: "합계와 다릅니다." }],
} as unknown as Form;

const two = [
  { description: "현수막", quantity: "2.5", price: "30000" },
  { description: "배너", quantity: "1", price: "25000" },
];

describe("the fields of a form", () => {
  it("shows calculated cells and what they add up to", () => {
    const seen = calculated(expense, { items: two });
    expect((seen.items as { amount: string }[]).map((row) => row.amount)).toEqual(["75000", "25000"]);
    expect(seen.total).toBe("100000");
  });

  it("sends neither calculated fields nor empty rows", () => {
    expect(wire(expense.fields ?? [], { amount: " 100000 ", total: "5", items: [...two, {}] })).toEqual({
      amount: "100000",
      items: two,
    });
  });

  it("names what is wrong and where", () => {
    const kinds = (values: Parameters<typeof flaws>[1], complete = true) =>
      flaws(expense, values, complete).map(({ path, kind }) => `${path}:${kind}`);
    expect(kinds({})).toEqual(["amount:required"]);
    expect(kinds({}, false)).toEqual([]);
    expect(kinds({ amount: "0" })).toEqual(["amount:min"]);
    expect(kinds({ amount: "삼만" })).toEqual(["amount:number"]);
    expect(kinds({ amount: "1.5" })).toEqual(["amount:scale"]);
    expect(kinds({ amount: "1", spentOn: "2026-13-01" })).toEqual(["spentOn:date"]);
    expect(kinds({ amount: "1", items: [{ quantity: "1" }] })).toEqual(["items.0.description:required"]);
  });

  it("asks a check only once everything it reads is there", () => {
    expect(flaws(expense, { amount: "90000", items: two }, true)).toEqual([
      { path: "amount", kind: "check", message: "합계와 다릅니다." },
    ]);
    expect(flaws(expense, { amount: "100000", items: two }, true)).toEqual([]);
    expect(flaws(expense, { items: two }, false)).toEqual([]);
  });

  it("finds the field that a path of the server means", () => {
    expect(fieldOfPath("$.fields.items[2].price")).toBe("items.2.price");
    expect(fieldOfPath("$.title")).toBeUndefined();
  });
});
