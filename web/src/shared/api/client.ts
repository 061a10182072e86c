import { connection } from "./connection";
import { ProblemError, problemFrom } from "./problem";

export type Query = Record<
  string,
  string | number | boolean | null | undefined | readonly (string | number)[]
>;

/** What a caller may say about one call besides its content. */
export interface CallOptions {
  signal?: AbortSignal;
  /** The version the change was made on: the `version` of a resource or its ETag as read. */
  ifMatch?: number | string;
  /** Kept over retries of the same action; a fresh one is made when absent. */
  key?: string;
  /** Milliseconds after which the call counts as unanswered. */
  deadline?: number;
  /** A missing session is an answer here, not a reason to leave for the sign-in page. */
  anonymous?: boolean;
}

export interface Reply<T> {
  data: T;
  status: number;
  etag: string | undefined;
  /** True when the server answered from its memory of an earlier attempt. */
  replayed: boolean;
}

const ATTEMPTS = 3;
const LONGEST_WAIT_S = 10;
const READ_DEADLINE_MS = 15_000;
const COMMAND_DEADLINE_MS = 30_000;

const sessionEnd = new Set<() => void>();

/** Called when an answer says that nobody is signed in any more. */
export function onSessionEnd(listener: () => void): () => void {
  sessionEnd.add(listener);
  return () => sessionEnd.delete(listener);
}

/** One path segment, escaped. */
export const seg = (value: string | number): string => encodeURIComponent(String(value));

export const etag = (version: number | string): string =>
  typeof version === "number"
    ? `"v${version}"`
    : version.startsWith('"') || version.startsWith("W/")
      ? version
      : `"${version}"`;

export const newKey = (): string => crypto.randomUUID();

function address(path: string, query: Query | undefined): string {
  if (!query) return path;
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === "") continue;
    for (const one of Array.isArray(value) ? value : [value]) params.append(name, String(one));
  }
  const text = params.toString();
  return text ? `${path}?${text}` : path;
}

function headersFor(method: string, body: unknown, options: CallOptions): Headers {
  const headers = new Headers({ Accept: "application/json, application/problem+json" });
  if (body !== undefined && !(body instanceof FormData)) headers.set("Content-Type", "application/json");
  if (method !== "GET") {
    headers.set("X-Maru-Csrf", "1");
    headers.set("Idempotency-Key", options.key ?? newKey());
  }
  if (options.ifMatch !== undefined) headers.set("If-Match", etag(options.ifMatch));
  return headers;
}

const pause = (seconds: number, signal: AbortSignal | undefined) =>
  new Promise<void>((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, seconds * 1000);
    signal?.addEventListener("abort", stop, { once: true });
  });

async function attempt(
  method: string,
  url: string,
  init: RequestInit,
  options: CallOptions,
): Promise<Response> {
  const deadline = AbortSignal.timeout(
    options.deadline ?? (method === "GET" ? READ_DEADLINE_MS : COMMAND_DEADLINE_MS),
  );
  const signal = options.signal ? AbortSignal.any([options.signal, deadline]) : deadline;
  try {
    const response = await fetch(url, { ...init, signal });
    connection.reached();
    return response;
  } catch (error) {
    if (options.signal?.aborted) throw error;
    if (deadline.aborted) throw new ProblemError({ status: 0, code: "timeout" });
    connection.missed();
    throw new ProblemError({ status: 0, code: "offline" });
  }
}

async function content(response: Response): Promise<unknown> {
  if (response.status === 204 || response.status === 205) return undefined;
  const type = response.headers.get("content-type") ?? "";
  const body = await response.text();
  if (!type.includes("json")) return body;
  try {
    return body ? JSON.parse(body) : undefined;
  } catch {
    throw new ProblemError({ status: 0, code: "unreadable" });
  }
}

/**
 * One call with the session cookie.
 *
 * A read is repeated up to three times when the server says 429 or 503 and when; a command never
 * repeats itself: the same action sent again must carry the same key, which `useCommand` keeps.
 * Throws `ProblemError` for every refusal and every lost connection.
 */
export async function request<T>(
  method: string,
  path: string,
  body?: unknown,
  query?: Query,
  options: CallOptions = {},
): Promise<Reply<T>> {
  const init: RequestInit = {
    method,
    headers: headersFor(method, body, options),
    body: body === undefined ? undefined : body instanceof FormData ? body : JSON.stringify(body),
    credentials: "same-origin",
    cache: "no-store",
  };
  const url = address(path, query);
  for (let turn = 1; ; turn++) {
    const response = await attempt(method, url, init, options);
    const data = await content(response);
    if (response.ok) {
      return {
        data: data as T,
        status: response.status,
        etag: response.headers.get("etag") ?? undefined,
        replayed: response.headers.get("idempotent-replayed") === "true",
      };
    }
    const problem = problemFrom(response.status, data, response.headers);
    if (problem.status === 401 && !options.anonymous) for (const listener of sessionEnd) listener();
    const wait = problem.retryAfter ?? 1;
    const again = method === "GET" && (problem.status === 429 || problem.status === 503);
    if (!again || turn >= ATTEMPTS || wait > LONGEST_WAIT_S) throw problem;
    await pause(Math.max(wait, 0.2) * (1 + Math.random() * 0.2), options.signal);
  }
}

/** `request` for callers that want the content alone. */
export async function send<T>(
  method: string,
  path: string,
  body?: unknown,
  query?: Query,
  options?: CallOptions,
): Promise<T> {
  return (await request<T>(method, path, body, query, options)).data;
}
