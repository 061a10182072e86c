import { describe, expect, it } from "vitest";
import { computed, decimal, fieldsOf, holds, written } from "./formula";

const won = (text: string, fields: Parameters<typeof computed>[1]) => {
  const found = computed(text, fields);
  return found === null ? null : written(found, 0);
};

describe("a formula", () => {
  it("multiplies and adds without binary fractions", () => {
    expect(written(computed("a + b", { a: "0.1", b: 0.2 }) ?? 0n, 2)).toBe("0.30");
    expect(won("quantity * price", { quantity: 3, price: "1066666" })).toBe("3199998");
    expect(won("a × b − c ÷ 2", { a: 4, b: 5, c: 6 })).toBe("17");
  });

  it("sums a column of rows, an empty cell as nothing", () => {
    const rows = [{ cost: "7000000" }, { cost: "" }, { cost: null }, { cost: 18_000_000 }];
    expect(won("sum(tasks.cost)", { tasks: rows })).toBe("25000000");
    expect(won("max(tasks.cost, 9)", { tasks: rows })).toBe("18000000");
    expect(won("min(3, 2, 5)", {})).toBe("2");
    expect(won("sum(tasks.cost)", { tasks: [] })).toBe("0");
  });

  it("binds and leans as the server does", () => {
    expect(won("8 - 3 - 2", {})).toBe("3");
    expect(won("-(2 + 1) * 2", {})).toBe("-6");
    expect(holds("not a > 1 and b == 2", { a: 1, b: 2 })).toBe(true);
    expect(holds("1 == 2 or 2 == 2", {})).toBe(true);
  });

  it("compares days as text and amounts as numbers", () => {
    expect(holds("endDate >= startDate", { startDate: "2026-11-20", endDate: "2026-11-19" })).toBe(false);
    expect(holds("total == 0 or total == amount", { total: "900", amount: "1000" })).toBe(false);
    expect(holds("total == 0 or total == amount", { total: "1000", amount: "1000.00" })).toBe(true);
  });

  it("gives nothing where it cannot be computed", () => {
    expect(computed("a / b", { a: 1, b: 0 })).toBeNull();
    expect(computed("a * 2", { a: "열 개" })).toBeNull();
    expect(computed("a.b", { a: [] })).toBeNull();
    expect(computed("alert(1)", {})).toBeNull();
    expect(holds("a +", {})).toBe(true);
  });

  it("knows the fields it reads, and rounds half up", () => {
    expect(fieldsOf("sum(items.amount) > amount and note != 'x'")).toEqual(["items", "amount", "note"]);
    expect(written(decimal("1.005") ?? 0n, 2)).toBe("1.01");
    expect(written(decimal("-0.4") ?? 0n, 0)).toBe("0");
    expect(decimal("1e5")).toBeNull();
  });
});
