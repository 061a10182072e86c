import { describe, expect, it } from "vitest";
import { disparities, faults } from "./texts.mjs";

const spaces = new Map([
  ["leave", new Set(["title", "days", "state.on"])],
  ["shared", new Set(["close"])],
]);
const inside = (body) =>
  `function A() { const { t } = useTranslation(["leave", "shared"]); return ${body}; }`;
const check = (source) => faults("a.tsx", source, spaces);

describe("the check of texts", () => {
  it("finds words in elements and in spoken attributes", () => {
    expect(check(inside("<b>Save now</b>"))).toHaveLength(1);
    expect(check(inside('<b aria-label="Save" />'))).toHaveLength(1);
    expect(check('const x = "저장";')).toHaveLength(1);
    expect(check("const x = `$" + "{n}일`;")).toHaveLength(1);
  });

  it("leaves class names, types and numbers alone", () => {
    expect(check(inside('<b className="row" data-kind="x">1.5 – </b>'))).toEqual([]);
  });

  it("finds keys no file holds, in the namespace of the nearest useTranslation", () => {
    expect(check(inside('t("title")'))).toEqual([]);
    expect(check(inside('t("state")'))).toEqual([]);
    expect(check(inside('t("shared:close")'))).toEqual([]);
    expect(check(inside('t("titel")'))).toEqual(["a.tsx:1: no text for leave:titel"]);
    expect(check(inside('t("leaves:title")'))).toHaveLength(1);
  });

  it("finds what the two languages do not share", () => {
    expect(
      disparities("x", { a: "가", b: "{{n}}일" }, { a: "A", b_one: "{{n}} day", b_other: "{{n}} days" }),
    ).toEqual([]);
    expect(disparities("x", { a: "가" }, {})).toEqual(["x: a is missing in English"]);
    expect(disparities("x", { a: "{{n}}건" }, { a: "{{count}} items" })).toHaveLength(1);
    expect(disparities("x", { a: "가" }, { a: "나" })).toEqual(["x: a speaks Korean in English"]);
  });
});
