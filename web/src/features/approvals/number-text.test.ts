import { describe, expect, it } from "vitest";
import { caretIn, digitsOf, grouped } from "./number-text";

describe("a number being typed", () => {
  it("is grouped as it grows, also while it is unfinished", () => {
    expect(["", "-", "7", "1234", "1234567", "-1234.5", "12.", "1234.50"].map(grouped)).toEqual([
      "",
      "-",
      "7",
      "1,234",
      "1,234,567",
      "-1,234.5",
      "12.",
      "1,234.50",
    ]);
    expect(grouped("1-2")).toBe("1-2");
  });

  it("keeps what numbers are made of", () => {
    expect(digitsOf("₩3,200,000원")).toBe("3200000");
  });

  it("leaves the caret where it was among the digits", () => {
    expect(caretIn("1,234,567", 4)).toBe(5);
    expect(caretIn("1,234", 0)).toBe(0);
    expect(caretIn("1,234", 9)).toBe(5);
  });
});
