/** One field of a refused body, as the server names it. */
export interface FieldError {
  field: string;
  detail: string;
  code?: string;
}

const KNOWN = new Set([
  "type",
  "title",
  "status",
  "detail",
  "instance",
  "code",
  "traceId",
  "errors",
  "error",
  "message",
]);

/**
 * Every failure of a call, whatever its shape on the wire.
 *
 * Codes without a server behind them: `offline` (no connection), `timeout` (no answer in time),
 * `unreadable` (the answer was not ours). Their status is 0. What the problem carries besides the
 * standard members (`decidedBy`, `decidedAt`, …) stands in `members`.
 */
export class ProblemError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly traceId: string | undefined;
  readonly errors: FieldError[];
  readonly members: Record<string, unknown>;
  readonly retryAfter: number | undefined;

  constructor(known: {
    status: number;
    code: string;
    detail?: string;
    traceId?: string;
    errors?: FieldError[];
    members?: Record<string, unknown>;
    retryAfter?: number;
  }) {
    super(known.detail || known.code);
    this.name = "ProblemError";
    this.status = known.status;
    this.code = known.code;
    this.detail = known.detail ?? "";
    this.traceId = known.traceId;
    this.errors = known.errors ?? [];
    this.members = known.members ?? {};
    this.retryAfter = known.retryAfter;
  }

  /** True when the same command may be sent again under the same key and still have one effect. */
  get retryable(): boolean {
    if (this.status === 0) return this.code !== "unreadable";
    return this.status === 429 || this.status >= 500 || this.code === "idempotency-in-flight";
  }
}

export const isProblem = (error: unknown, ...codes: string[]): error is ProblemError =>
  error instanceof ProblemError && (codes.length === 0 || codes.includes(error.code));

/** Seconds to wait, from either form of the header. */
export function retryAfterSeconds(header: string | null, now: number): number | undefined {
  if (!header) return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, (at - now) / 1000);
}

const text = (value: unknown): string | undefined => (typeof value === "string" && value ? value : undefined);

function fieldErrors(value: unknown): FieldError[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one): FieldError[] => {
    if (!one || typeof one !== "object") return [];
    const record = one as Record<string, unknown>;
    const field =
      text(record.field) ??
      text(record.pointer)?.replace(/^#?\//, "").replaceAll("/", ".") ??
      text(record.path)?.replace(/^\$\.?/, "");
    const detail = text(record.detail) ?? text(record.message) ?? text(record.reason);
    return field && detail ? [{ field, detail, code: text(record.code) }] : [];
  });
}

/** Reads `application/problem+json` and the classic `{error, message, code, traceId}` alike. */
export function problemFrom(status: number, body: unknown, headers: Headers): ProblemError {
  const record = (body && typeof body === "object" ? body : {}) as Record<string, unknown>;
  return new ProblemError({
    status,
    code: text(record.code) ?? `http-${status}`,
    detail: text(record.detail) ?? text(record.message) ?? text(record.error) ?? text(record.title),
    traceId: text(record.traceId) ?? headers.get("x-trace-id") ?? undefined,
    errors: fieldErrors(record.errors),
    members: Object.fromEntries(Object.entries(record).filter(([name]) => !KNOWN.has(name))),
    retryAfter: retryAfterSeconds(headers.get("retry-after"), Date.now()),
  });
}
