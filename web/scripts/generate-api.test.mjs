import ts from "typescript";
import { describe, expect, it } from "vitest";
import { generate, typeOf } from "./generate-api.mjs";

const document = {
  openapi: "3.1.0",
  paths: {
    "/api/v2/erp/documents/{id}": {
      parameters: [{ name: "id", in: "path", required: true, schema: { type: "integer" } }],
      get: {
        operationId: "getDocument",
        summary: "One document.",
        responses: {
          200: { content: { "application/json": { schema: { $ref: "#/components/schemas/Document" } } } },
        },
      },
      delete: { operationId: "discard_document", responses: { 204: { description: "gone" } } },
    },
    "/api/v2/erp/documents": {
      get: {
        operationId: "listDocuments",
        parameters: [
          { name: "limit", in: "query", schema: { type: "integer" } },
          { $ref: "#/components/parameters/State" },
        ],
        responses: {
          200: {
            content: { "application/json": { schema: { $ref: "#/components/schemas/Page_Document_" } } },
          },
        },
      },
      post: {
        operationId: "createDocument",
        requestBody: {
          required: true,
          content: { "application/json": { schema: { $ref: "#/components/schemas/NewDocument" } } },
        },
        responses: {
          201: { content: { "application/json": { schema: { $ref: "#/components/schemas/Document" } } } },
        },
      },
    },
    "/api/v2/erp/documents/{id}/attachments": {
      post: {
        operationId: "attach",
        parameters: [{ name: "id", in: "path", required: true, schema: { type: "integer" } }],
        requestBody: { content: { "multipart/form-data": { schema: { type: "object" } } } },
        responses: { 201: { content: { "application/json": { schema: { type: "object" } } } } },
      },
    },
  },
  components: {
    parameters: { State: { name: "state", in: "query", schema: { enum: ["DRAFT", "APPROVED"] } } },
    schemas: {
      Document: {
        type: "object",
        description: "A document as its readers see it.",
        required: ["id", "title", "number"],
        properties: {
          id: { type: "integer" },
          title: { type: "string" },
          number: { anyOf: [{ type: "string" }, { type: "null" }] },
          fields: { type: "object", additionalProperties: { type: "string" } },
          "x-note": { type: "array", items: { anyOf: [{ type: "string" }, { type: "null" }] } },
          span: { type: "array", prefixItems: [{ type: "string" }, { type: "integer" }] },
        },
      },
      NewDocument: { type: "object", required: ["title"], properties: { title: { type: "string" } } },
      Page_Document_: {
        type: "object",
        required: ["items"],
        properties: { items: { type: "array", items: { $ref: "#/components/schemas/Document" } } },
      },
      State: { enum: ["DRAFT", "APPROVED"] },
    },
  },
};

const output = generate(document);

/** The errors TypeScript sees in the generated text beside a stand-in for the client. */
function complaints(text, use = "") {
  const client =
    "export interface CallOptions { key?: string }\nexport declare const seg: (v: string | number) => string;\nexport declare function send<T>(m: string, p: string, b?: unknown, q?: object, o?: CallOptions): Promise<T>;";
  const files = { "/client.ts": client, "/api.ts": text, "/use.ts": use };
  const host = ts.createCompilerHost({});
  const { readFile, getSourceFile, fileExists } = host;
  host.fileExists = (path) => path in files || fileExists(path);
  host.readFile = (path) => files[path] ?? readFile(path);
  host.getSourceFile = (path, version) =>
    path in files ? ts.createSourceFile(path, files[path], version) : getSourceFile.call(host, path, version);
  const options = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: [],
  };
  return ts
    .getPreEmitDiagnostics(ts.createProgram(Object.keys(files), options, host))
    .map((one) => ts.flattenDiagnosticMessageText(one.messageText, " "));
}

describe("the API generator", () => {
  it("writes an interface per schema, optional where not required", () => {
    expect(output).toContain(
      "export interface Document {\n  id: number;\n  title: string;\n  number: string | null;",
    );
    expect(output).toContain("  fields?: Record<string, string>;");
    expect(output).toContain('  "x-note"?: (string | null)[];');
    expect(output).toContain("  span?: [string, number];");
    expect(output).toContain('export type State = "DRAFT" | "APPROVED";');
  });

  it("writes one function per operation with path, query, body and result", () => {
    expect(output).toContain(
      'export const getDocument = (a: { id: number }, o?: CallOptions) =>\n  send<Document>("GET", `/api/v2/erp/documents/${seg(a.id)}`, undefined, undefined, o);',
    );
    expect(output).toContain(
      'export const listDocuments = (a: { limit?: number; state?: "DRAFT" | "APPROVED" } = {}, o?: CallOptions)',
    );
    expect(output).toContain('send<Document>("POST", "/api/v2/erp/documents", a.body, undefined, o);');
    expect(output).toContain(
      "export const discardDocument = (a: { id: number }, o?: CallOptions) =>\n  send<void>(",
    );
    expect(output).toContain("body: FormData }");
  });

  it("writes what TypeScript accepts, and refuses a wrong call of it", () => {
    expect(
      complaints(
        output,
        'import { createDocument } from "./api";\nvoid createDocument({ body: { title: "x" } }, { key: "k" });',
      ),
    ).toEqual([]);
    expect(
      complaints(
        output,
        'import { createDocument } from "./api";\nvoid createDocument({ body: { name: "x" } });',
      ),
    ).toHaveLength(1);
  });

  it("gives the same bytes whatever the order of the description", () => {
    const turned = { ...document, paths: Object.fromEntries(Object.entries(document.paths).reverse()) };
    expect(generate(turned)).toBe(output);
  });

  it("refuses two operations of one name", () => {
    const twice = {
      paths: {
        "/a": { get: { operationId: "x", responses: {} } },
        "/b": { get: { operationId: "x", responses: {} } },
      },
    };
    expect(() => generate(twice)).toThrow("operationId x names both get /a and get /b");
  });

  it("keeps constants, maps, unions and free objects apart", () => {
    expect(typeOf({ const: "LEAVE" })).toBe('"LEAVE"');
    expect(typeOf({ type: ["string", "null"] })).toBe("string | null");
    expect(typeOf({ type: "object" })).toBe("Record<string, unknown>");
    expect(typeOf({})).toBe("unknown");
  });
});
