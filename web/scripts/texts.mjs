// What the checks of texts know: the text files, the keys they hold, and the keys the code asks for.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";

export function filesUnder(folder, fits) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesUnder(path, fits) : fits(path) ? [path] : [];
  });
}

export function flatten(texts, prefix = "") {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === "object" && value !== null
      ? flatten(value, `${prefix}${key}.`)
      : [[`${prefix}${key}`, value]],
  );
}

const PLURAL = /_(zero|one|two|few|many|other)$/;
const base = (key) => key.replace(PLURAL, "");
const holes = (text) =>
  [...String(text).matchAll(/\{\{\s*(\w+)/g)]
    .map((match) => match[1])
    .sort()
    .join(",");

/** What differs between two languages of one file: keys, holes, empty texts. Plural forms count once. */
export function disparities(name, ko, en) {
  const found = [];
  const [a, b] = [ko, en].map((texts) => new Map(flatten(texts).map(([key, text]) => [base(key), text])));
  for (const key of a.keys()) if (!b.has(key)) found.push(`${name}: ${key} is missing in English`);
  for (const key of b.keys()) if (!a.has(key)) found.push(`${name}: ${key} is missing in Korean`);
  for (const [key, text] of a) {
    if (!b.has(key)) continue;
    if (!String(text).trim() || !String(b.get(key)).trim()) found.push(`${name}: ${key} is empty`);
    if (holes(text) !== holes(b.get(key)))
      found.push(`${name}: ${key} has other {{holes}} in English than in Korean`);
  }
  for (const [key, text] of flatten(en)) {
    if (/[\uac00-\ud7a3]/.test(text) && !key.startsWith("language."))
      found.push(`${name}: ${key} speaks Korean in English`);
  }
  return found;
}

/** Namespace → the keys it holds. */
export function namespaces(root) {
  const spaces = new Map();
  const problems = [];
  const put = (space, name, ko, en) => {
    problems.push(...disparities(name, ko, en));
    const keys = spaces.get(space) ?? new Set();
    for (const [key] of flatten(ko)) keys.add(base(key));
    spaces.set(space, keys);
  };
  const read = (path) => JSON.parse(readFileSync(path, "utf8"));
  for (const path of filesUnder(join(root, "src"), (file) => /\/text\/(ko|menu)\.json$/.test(file))) {
    const folder = path.split("/").at(-3);
    const name = relative(root, path);
    if (path.endsWith("menu.json")) {
      const { ko, en } = read(path);
      put("menu", name, { [folder]: ko }, { [folder]: en });
    } else {
      const space = path.includes("/features/") ? folder : path.split("/").at(-3);
      put(space, name, read(path), read(path.replace(/ko\.json$/, "en.json")));
    }
  }
  return { spaces, problems };
}

const SPOKEN = new Set([
  "label",
  "title",
  "placeholder",
  "alt",
  "description",
  "aria-label",
  "aria-description",
  "error",
  "action",
  "message",
  "lead",
]);
const WORD = /[A-Za-z\uac00-\ud7a3]{2,}/;
const HANGUL = /[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]/;

function spacesOf(argument) {
  if (!argument) return ["shared"];
  if (ts.isStringLiteral(argument)) return [argument.text];
  if (ts.isArrayLiteralExpression(argument))
    return argument.elements.filter(ts.isStringLiteral).map((one) => one.text);
  return [];
}

/** Text standing in the code, and keys asked for that no file holds. */
export function faults(path, source, spaces) {
  const file = ts.createSourceFile(
    path,
    source,
    ts.ScriptTarget.Latest,
    true,
    path.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  );
  const found = [];
  const place = (node) => `${path}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
  const says = (node, text) => found.push(`${place(node)}: text in code: ${text.trim().slice(0, 60)}`);
  const scopes = [];
  const known = (space, key) =>
    [...(spaces.get(space) ?? [])].some((one) => one === key || one.startsWith(`${key}.`));
  const asks = (node, argument) => {
    const scope = scopes.at(-1);
    if (!scope || !ts.isStringLiteral(argument)) return;
    const [space, key] = argument.text.includes(":")
      ? argument.text.split(":")
      : [scope.spaces[0], scope.prefix + argument.text];
    if (spaces.has(space) ? !known(space, key) : true)
      found.push(`${place(node)}: no text for ${space}:${key}`);
  };
  const visit = (node) => {
    const opens = ts.isFunctionLike(node);
    const depth = scopes.length;
    if (ts.isJsxText(node) && WORD.test(node.text)) says(node, node.text);
    if (ts.isJsxAttribute(node) && node.initializer && ts.isStringLiteral(node.initializer)) {
      if (SPOKEN.has(node.name.getText()) && WORD.test(node.initializer.text))
        says(node, node.initializer.text);
    }
    if ((ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) && HANGUL.test(node.text))
      says(node, node.text);
    if (
      ts.isTemplateExpression(node) &&
      [node.head, ...node.templateSpans.map((span) => span.literal)].some((part) => HANGUL.test(part.text))
    ) {
      says(node, node.getText());
    }
    if (ts.isVariableDeclaration(node) && node.initializer && ts.isCallExpression(node.initializer)) {
      const call = node.initializer;
      if (call.expression.getText() === "useTranslation" && /\bt\b/.test(node.name.getText())) {
        const prefix = call.arguments[1]?.getText().match(/keyPrefix:\s*"([^"]+)"/)?.[1];
        scopes.push({ spaces: spacesOf(call.arguments[0]), prefix: prefix ? `${prefix}.` : "" });
      }
    }
    if (ts.isCallExpression(node) && node.expression.getText() === "t" && node.arguments[0])
      asks(node, node.arguments[0]);
    ts.forEachChild(node, visit);
    if (opens) scopes.length = depth;
  };
  visit(file);
  return found;
}
