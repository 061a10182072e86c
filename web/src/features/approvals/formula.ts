// The language of the forms' formulas and checks, as the server reads it. What it shows is a preview:
// the server computes everything again.

export type Cell = string | number | boolean | null;
export type Row = Record<string, Cell>;
export type Values = Record<string, Cell | Row[]>;

/** A number in units of 10⁻¹², so that money never meets binary fractions. */
export type Decimal = bigint;
type Value = Decimal | string | boolean;

type Node =
  | { kind: "literal"; value: Value }
  | { kind: "field"; name: string; column: string }
  | { kind: "call"; name: string; parts: Node[] };

const PLACES = 12;
const ONE = 10n ** BigInt(PLACES);
const NUMBER = /^[+-]?\d{1,18}(\.\d{1,6})?$/;
const TOKEN =
  /\s*(?:(\d+(?:\.\d+)?)|'([^']*)'|([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?)|(<=|>=|==|!=|[-+*/×÷−<>(),]))/y;
const SPELLINGS: Record<string, string> = { "×": "*", "÷": "/", "−": "-" };
const BINDS: Record<string, number> = {
  or: 1,
  and: 2,
  "==": 4,
  "!=": 4,
  "<": 4,
  "<=": 4,
  ">": 4,
  ">=": 4,
  "+": 5,
  "-": 5,
  "*": 6,
  "/": 6,
};
const REDUCE = new Set(["sum", "min", "max"]);

/** The formula cannot be read, or works on values that it is not made for. */
export class BadFormula extends Error {}

const fail = (why: string): never => {
  throw new BadFormula(why);
};

/** A decimal text as a number, or null. */
export function decimal(value: Cell | undefined): Decimal | null {
  if (typeof value === "boolean" || value === null || value === undefined) return null;
  const text = String(value).trim();
  if (!NUMBER.test(text)) return null;
  const [whole = "0", fraction = ""] = text.replace(/^[+-]/, "").split(".");
  const size = BigInt(whole) * ONE + BigInt(fraction.padEnd(PLACES, "0"));
  return text.startsWith("-") ? -size : size;
}

/** Rounded half up to `scale` places, as plain text. */
export function written(value: Decimal, scale: number): string {
  const unit = 10n ** BigInt(PLACES - scale);
  const size = value < 0n ? -value : value;
  const rounded = (size + unit / 2n) / unit;
  const digits = rounded.toString().padStart(scale + 1, "0");
  const text = scale > 0 ? `${digits.slice(0, -scale)}.${digits.slice(-scale)}` : digits;
  return value < 0n && rounded > 0n ? `-${text}` : text;
}

function tokens(text: string): { kind: "number" | "text" | "name" | "sign"; text: string }[] {
  const found: ReturnType<typeof tokens> = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const match = TOKEN.exec(text);
    if (!match) return fail(text);
    const [, number, words, name, sign] = match;
    if (number !== undefined) found.push({ kind: "number", text: number });
    else if (words !== undefined) found.push({ kind: "text", text: words });
    else if (name !== undefined) found.push({ kind: "name", text: name });
    else found.push({ kind: "sign", text: SPELLINGS[sign ?? ""] ?? sign ?? "" });
  }
  return found;
}

function read(text: string): Node {
  const words = tokens(text);
  let at = 0;
  const peek = () => words[at]?.text ?? "";
  const take = (expected?: string) => {
    const word = words[at];
    if (!word || (expected !== undefined && word.text !== expected)) return fail(text);
    at++;
    return word;
  };
  const unary = (): Node => {
    const { kind, text: word } = take();
    if (kind === "number") return { kind: "literal", value: decimal(word) ?? 0n };
    if (kind === "text") return { kind: "literal", value: word };
    if (word === "not") return { kind: "call", name: "not", parts: [binary(3)] };
    if (word === "-") return { kind: "call", name: "-", parts: [{ kind: "literal", value: 0n }, binary(6)] };
    if (word === "(") {
      const inner = binary(0);
      take(")");
      return inner;
    }
    if (word === "true" || word === "false") return { kind: "literal", value: word === "true" };
    if (REDUCE.has(word)) {
      take("(");
      const parts = [binary(0)];
      while (peek() === ",") {
        take(",");
        parts.push(binary(0));
      }
      take(")");
      return { kind: "call", name: word, parts };
    }
    if (kind !== "name" || word === "and" || word === "or") return fail(text);
    const [name = "", column = ""] = word.split(".");
    return { kind: "field", name, column };
  };
  const binary = (least: number): Node => {
    let left = unary();
    for (let binds = BINDS[peek()] ?? 0; binds > least; binds = BINDS[peek()] ?? 0) {
      const sign = take().text;
      left = { kind: "call", name: sign, parts: [left, binary(binds)] };
    }
    return left;
  };
  const node = binary(0);
  return at === words.length ? node : fail(text);
}

const known = new Map<string, Node>();

function parse(text: string): Node {
  const node = known.get(text) ?? read(text);
  known.set(text, node);
  return node;
}

function number(value: Value): Decimal {
  if (typeof value === "bigint") return value;
  if (typeof value === "boolean" || (value !== "" && value.trim() === "")) return fail(String(value));
  return value === "" ? 0n : (decimal(value) ?? fail(value));
}

const plain = (value: Cell | undefined): Value => {
  if (value === null || value === undefined) return "";
  return typeof value === "number" ? (decimal(value) ?? 0n) : value;
};

const truth = (value: Value): boolean => Boolean(value);

function order(left: Value, right: Value): number {
  if (typeof left === "boolean" || typeof right === "boolean") {
    return Number(truth(left)) - Number(truth(right));
  }
  const numbers =
    typeof left === "bigint" || typeof right === "bigint"
      ? ([number(left), number(right)] as const)
      : ([decimal(left), decimal(right)] as const);
  const [a, b] = numbers;
  if (a === null || b === null) return left < right ? -1 : left > right ? 1 : 0;
  return a < b ? -1 : a > b ? 1 : 0;
}

const COMPARE: Record<string, (order: number) => boolean> = {
  "==": (by) => by === 0,
  "!=": (by) => by !== 0,
  "<": (by) => by < 0,
  "<=": (by) => by <= 0,
  ">": (by) => by > 0,
  ">=": (by) => by >= 0,
};

function compute(sign: string, left: Decimal, right: Decimal): Decimal {
  if (sign === "+") return left + right;
  if (sign === "-") return left - right;
  if (sign === "*") return (left * right) / ONE;
  return right === 0n ? fail("/ 0") : (left * ONE) / right;
}

function value(node: Node, fields: Values): Value {
  if (node.kind === "literal") return node.value;
  if (node.kind === "field") {
    if (node.column) return fail(node.column);
    const found = fields[node.name];
    return Array.isArray(found) ? "" : plain(found);
  }
  const [first, second] = node.parts;
  if (!first) return fail(node.name);
  if (REDUCE.has(node.name)) {
    const all = node.parts.flatMap((part) => many(part, fields)).map(number);
    if (node.name === "sum") return all.reduce((sum, one) => sum + one, 0n);
    const least = node.name === "min";
    return all.length === 0 ? 0n : all.reduce((best, one) => (one < best === least ? one : best));
  }
  if (node.name === "not") return !truth(value(first, fields));
  if (!second) return fail(node.name);
  if (node.name === "and") return truth(value(first, fields)) && truth(value(second, fields));
  if (node.name === "or") return truth(value(first, fields)) || truth(value(second, fields));
  const compare = COMPARE[node.name];
  const [left, right] = [value(first, fields), value(second, fields)];
  return compare ? compare(order(left, right)) : compute(node.name, number(left), number(right));
}

function many(node: Node, fields: Values): Value[] {
  if (node.kind !== "field" || !node.column) return [value(node, fields)];
  const rows = fields[node.name];
  return Array.isArray(rows) ? rows.map((row) => plain(row[node.column])) : [];
}

/** The names that a formula reads. */
export function fieldsOf(text: string): string[] {
  const names = (node: Node): string[] =>
    node.kind === "field" ? [node.name] : node.kind === "call" ? node.parts.flatMap(names) : [];
  return names(parse(text));
}

/** The number a formula gives over these fields; null while it cannot be computed. */
export function computed(text: string, fields: Values): Decimal | null {
  try {
    return number(value(parse(text), fields));
  } catch (error) {
    if (error instanceof BadFormula) return null;
    throw error;
  }
}

/** Whether a condition holds; true also while it cannot be computed, for the server will say. */
export function holds(text: string, fields: Values): boolean {
  try {
    return truth(value(parse(text), fields));
  } catch (error) {
    if (error instanceof BadFormula) return true;
    throw error;
  }
}
