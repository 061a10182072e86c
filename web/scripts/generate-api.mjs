// Reads an OpenAPI 3.1 description on stdin and writes TypeScript: `maru openapi | npm run generate`.
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const METHODS = ["get", "post", "put", "patch", "delete"];
const name = (text) =>
  text.replace(/[^A-Za-z0-9_$]+(.)?/g, (_, next) => (next ?? "").toUpperCase()).replace(/^(\d)/, "_$1");
const camel = (text) => name(text.replaceAll("_", " ")).replace(/^[A-Z]/, (first) => first.toLowerCase());
const property = (text) => (/^[A-Za-z_$][\w$]*$/.test(text) ? text : JSON.stringify(text));
const union = (parts) => [...new Set(parts)].join(" | ") || "unknown";
const wrap = (text) => (/ [|&] /.test(text) ? `(${text})` : text);

/** The TypeScript type of a JSON schema. */
export function typeOf(schema, depth = 0) {
  if (schema === undefined || schema === true) return "unknown";
  if (schema === false) return "never";
  if (schema.$ref) return name(schema.$ref.split("/").pop());
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.enum) return union(schema.enum.map((value) => JSON.stringify(value)));
  if (schema.anyOf || schema.oneOf)
    return union((schema.anyOf ?? schema.oneOf).map((one) => typeOf(one, depth)));
  if (schema.allOf) return schema.allOf.map((one) => wrap(typeOf(one, depth))).join(" & ");
  if (Array.isArray(schema.type)) return union(schema.type.map((type) => typeOf({ ...schema, type }, depth)));
  switch (schema.type) {
    case "null":
      return "null";
    case "boolean":
      return "boolean";
    case "integer":
    case "number":
      return "number";
    case "string":
      return schema.format === "binary" ? "Blob" : "string";
    case "array":
      if (schema.prefixItems) return `[${schema.prefixItems.map((one) => typeOf(one, depth)).join(", ")}]`;
      return `${wrap(typeOf(schema.items, depth))}[]`;
    default:
      return objectType(schema, depth);
  }
}

function objectType(schema, depth) {
  const required = new Set(schema.required ?? []);
  const fields = Object.entries(schema.properties ?? {});
  if (fields.length === 0) {
    const values = schema.additionalProperties;
    if (values && typeof values === "object") return `Record<string, ${typeOf(values, depth)}>`;
    return schema.type === "object" ? "Record<string, unknown>" : "unknown";
  }
  const pad = "  ".repeat(depth + 1);
  const lines = fields.map(
    ([key, one]) => `${pad}${property(key)}${required.has(key) ? "" : "?"}: ${typeOf(one, depth + 1)};`,
  );
  return `{\n${lines.join("\n")}\n${"  ".repeat(depth)}}`;
}

const note = (text, pad = "") =>
  text ? `${pad}/** ${text.replaceAll("*/", "* /").replace(/\s+/g, " ").trim()} */\n` : "";

function schemaText(key, schema) {
  const type = typeOf(schema);
  const body = type.startsWith("{\n")
    ? `export interface ${name(key)} ${type}`
    : `export type ${name(key)} = ${type};`;
  return note(schema.description) + body;
}

const jsonOf = (content) =>
  content?.["application/json"] ?? Object.entries(content ?? {}).find(([type]) => /[/+]json/.test(type))?.[1];

function resultType(operation) {
  const found = Object.entries(operation.responses ?? {}).find(([status]) => /^2/.test(status));
  if (!found) return "void";
  const media = jsonOf(found[1].content);
  if (media) return typeOf(media.schema, 0);
  return found[1].content && Object.keys(found[1].content).length > 0 ? "string" : "void";
}

const deref = (document, one) =>
  one.$ref
    ? one.$ref
        .slice(2)
        .split("/")
        .reduce((at, key) => at[key.replaceAll("~1", "/").replaceAll("~0", "~")], document)
    : one;

function operationText(document, path, method, shared, operation) {
  const all = [...shared, ...(operation.parameters ?? [])].map((one) => deref(document, one));
  const unique = [...new Map(all.map((one) => [`${one.in}:${one.name}`, one])).values()];
  const inPath = unique.filter((one) => one.in === "path");
  const inQuery = unique.filter((one) => one.in === "query");
  const taken = deref(document, operation.requestBody ?? {});
  const media = jsonOf(taken.content);
  const form = !media && taken.content?.["multipart/form-data"];
  const fields = [
    ...inPath.map((one) => `${property(one.name)}: ${typeOf(one.schema, 1)}`),
    ...inQuery.map((one) => `${property(one.name)}${one.required ? "" : "?"}: ${typeOf(one.schema, 1)}`),
  ];
  const hasBody = Boolean(media || form);
  if (hasBody)
    fields.push(`body${taken.required === false ? "?" : ""}: ${form ? "FormData" : typeOf(media.schema, 1)}`);
  const optional = fields.every((field) => /^("[^"]*"|[\w$]+)\?:/.test(field));
  const argument = fields.length ? `a: { ${fields.join("; ")} }${optional ? " = {}" : ""}, ` : "";
  const at = (key) => (property(key) === key ? `a.${key}` : `a[${property(key)}]`);
  const url = path.replace(/\{([^}]+)\}/g, (_, key) => `\${seg(${at(key)})}`);
  const query = inQuery.length
    ? `{ ${inQuery.map((one) => `${property(one.name)}: ${at(one.name)}`).join(", ")} }`
    : "undefined";
  const quoted = inPath.length ? `\`${url}\`` : JSON.stringify(url);
  const call = [`"${method.toUpperCase()}"`, quoted, hasBody ? "a.body" : "undefined", query, "o"].join(", ");
  const title = operation.summary ?? operation.description;
  return `${note(title)}export const ${camel(operation.operationId)} = (${argument}o?: CallOptions) =>\n  send<${resultType(operation)}>(${call});`;
}

/** The whole generated file. Names come out sorted, so the same description gives the same bytes. */
export function generate(document) {
  const schemas = Object.entries(document.components?.schemas ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, schema]) => schemaText(key, schema));
  const operations = [];
  const seen = new Map();
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const method of METHODS) {
      const operation = item[method];
      if (!operation?.operationId) continue;
      const id = camel(operation.operationId);
      if (seen.has(id)) throw new Error(`operationId ${id} names both ${seen.get(id)} and ${method} ${path}`);
      seen.set(id, `${method} ${path}`);
      operations.push([id, operationText(document, path, method, item.parameters ?? [], operation)]);
    }
  }
  operations.sort(([a], [b]) => (a < b ? -1 : 1));
  const calls = operations.map(([, text]) => text);
  const used = [
    "type CallOptions",
    ...(calls.some((text) => text.includes("${seg(")) ? ["seg"] : []),
    "send",
  ];
  const head = "// Generated by scripts/generate-api.mjs from the API description; do not edit.";
  const start = calls.length ? `${head}\nimport { ${used.join(", ")} } from "./client";` : head;
  return `${[start, ...schemas, ...calls].join("\n\n")}\n`;
}

async function main() {
  let input = "";
  for await (const part of process.stdin) input += part;
  const output = generate(JSON.parse(input));
  const [, , target] = process.argv;
  if (target) writeFileSync(target, output);
  else process.stdout.write(output);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
