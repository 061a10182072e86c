export type { CallOptions, Query, Reply } from "./client";
export { etag, newKey, onSessionEnd, request, seg, send } from "./client";
export { type Command, useCommand } from "./command";
export { connection, type Live, useConnection } from "./connection";
export type { Page } from "./page";
export { cursorQuery } from "./page";
export type { FieldError } from "./problem";
export { isProblem, ProblemError } from "./problem";
