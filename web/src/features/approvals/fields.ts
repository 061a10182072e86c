import type { Form, FormField } from "./api";
import { type Cell, computed, decimal, fieldsOf, holds, type Row, type Values, written } from "./formula";

export type { Cell, Row, Values } from "./formula";

export const isRows = (value: Values[string] | undefined): value is Row[] => Array.isArray(value);

export const isEmpty = (value: Values[string] | undefined): boolean =>
  value === null || value === undefined || value === "" || (isRows(value) && value.length === 0);

/** What is wrong with a field, as a key of `flaw` in the texts; `check` carries the form's own sentence. */
export interface FieldFlaw {
  /** `amount`, or `items.0.price` inside a table. */
  path: string;
  kind: "required" | "number" | "scale" | "min" | "max" | "length" | "date" | "check";
  limit?: string;
  message?: string;
}

function calculatedRow(specs: readonly FormField[], row: Values): Values {
  const kept: Values = { ...row };
  for (const spec of specs) {
    const value = kept[spec.name];
    if (spec.formula) {
      const found = computed(spec.formula, kept);
      kept[spec.name] = found === null ? null : written(found, spec.scale ?? 0);
    } else if (spec.kind === "TABLE" && isRows(value)) {
      kept[spec.name] = value.map((each) => calculatedRow(spec.columns ?? [], each) as Row);
    }
  }
  return kept;
}

/** The values with every calculated field filled in, for looking at; the server computes its own. */
export const calculated = (form: Form, values: Values): Values => calculatedRow(form.fields ?? [], values);

/** What is sent: without calculated fields, empty ones, and rows in which nothing stands. */
export function wire(specs: readonly FormField[], values: Values): Values {
  const kept: Values = {};
  for (const spec of specs) {
    const value = values[spec.name];
    if (spec.formula || isEmpty(value)) continue;
    if (isRows(value)) {
      const rows = value.map((row) => wire(spec.columns ?? [], row) as Row);
      const full = rows.filter((row) => Object.keys(row).length > 0);
      if (full.length > 0) kept[spec.name] = full;
    } else kept[spec.name] = typeof value === "string" ? value.trim() : (value ?? null);
  }
  return kept;
}

function wrong(spec: FormField, value: Cell | undefined, path: string): FieldFlaw | null {
  const { min, max } = spec;
  if (spec.kind === "NUMBER" || spec.kind === "MONEY") {
    const found = decimal(value);
    if (found === null) return { path, kind: "number" };
    const scale = spec.scale ?? 0;
    if (decimal(written(found, scale)) !== found) return { path, kind: "scale", limit: String(scale) };
    if (min && found < (decimal(min) ?? found)) return { path, kind: "min", limit: min };
    if (max && found > (decimal(max) ?? found)) return { path, kind: "max", limit: max };
    return null;
  }
  const text = String(value);
  if (spec.kind === "DATE") {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text))) return { path, kind: "date" };
    return (min && text < min) || (max && text > max) ? { path, kind: "date" } : null;
  }
  const longest = spec.maxLength ?? 2_000;
  return (spec.kind ?? "TEXT") === "TEXT" && text.length > longest
    ? { path, kind: "length", limit: String(longest) }
    : null;
}

function flawsOf(specs: readonly FormField[], values: Values, at: string, complete: boolean): FieldFlaw[] {
  return specs.flatMap((spec): FieldFlaw[] => {
    if (spec.formula) return [];
    const path = `${at}${spec.name}`;
    const value = values[spec.name];
    if (isEmpty(value)) return spec.required && complete ? [{ path, kind: "required" }] : [];
    if (isRows(value))
      return value.flatMap((row, n) => flawsOf(spec.columns ?? [], row, `${path}.${n}.`, complete));
    const flaw = wrong(spec, value, path);
    return flaw ? [flaw] : [];
  });
}

/** What submit would refuse in the fields. Unless `complete`, what is still missing is let pass. */
export function flaws(form: Form, values: Values, complete: boolean): FieldFlaw[] {
  const found = flawsOf(form.fields ?? [], values, "", complete);
  if (found.length > 0) return found;
  const full = calculated(form, wire(form.fields ?? [], values));
  return (form.checks ?? [])
    .filter(({ expression }) => fieldsOf(expression).every((name) => !isEmpty(full[name])))
    .filter(({ expression }) => !holds(expression, full))
    .map(({ field, message }) => ({ path: field, kind: "check", message }));
}

/** `$.fields.items[0].price` of the server as `items.0.price`; undefined for what is no field. */
export const fieldOfPath = (path: string | null | undefined): string | undefined =>
  path?.startsWith("$.fields.") ? path.slice(9).replace(/\[(\d+)\]/g, ".$1") : undefined;
