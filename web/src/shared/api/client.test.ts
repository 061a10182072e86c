import { beforeEach, describe, expect, it, vi } from "vitest";
import { etag, onSessionEnd, request, seg, send } from "./client";
import { connection } from "./connection";
import { ProblemError } from "./problem";

const answers: (Response | Error)[] = [];
const calls: { url: string; init: RequestInit }[] = [];

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(status === 204 ? null : JSON.stringify(body), {
    status,
    headers: { "content-type": status < 400 ? "application/json" : "application/problem+json", ...headers },
  });

const sent = (at = 0) => calls[at]?.init.headers as Headers;

async function refusal(promise: Promise<unknown>): Promise<ProblemError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
  throw new Error("the call was not refused");
}

beforeEach(() => {
  answers.length = 0;
  calls.length = 0;
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    calls.push({ url, init });
    const next = answers.shift();
    if (!next) throw new Error("no answer prepared");
    if (next instanceof Error) throw next;
    return next;
  });
});

describe("a call", () => {
  it("reads JSON and the version of what it read", async () => {
    answers.push(json(200, { id: 7 }, { etag: '"v17"' }));
    expect(await request("GET", "/api/x")).toMatchObject({ data: { id: 7 }, etag: '"v17"', replayed: false });
    expect(sent().has("Idempotency-Key")).toBe(false);
    expect(sent().has("X-Maru-Csrf")).toBe(false);
  });

  it("marks a command against forgery and repetition, and names the version it changes", async () => {
    answers.push(json(200, {}), json(200, {}));
    await send("POST", "/api/x", { a: 1 }, undefined, { key: "k-1", ifMatch: 17 });
    await send("POST", "/api/x", { a: 1 });
    expect(sent().get("X-Maru-Csrf")).toBe("1");
    expect(sent().get("Idempotency-Key")).toBe("k-1");
    expect(sent().get("If-Match")).toBe('"v17"');
    expect(sent(1).get("Idempotency-Key")).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("leaves absent filters out of the address and repeats lists", async () => {
    answers.push(json(200, []));
    await send("GET", "/api/x", undefined, { a: "가 나", b: undefined, c: "", d: [1, 2], e: false });
    expect(calls[0]?.url).toBe("/api/x?a=%EA%B0%80+%EB%82%98&d=1&d=2&e=false");
    expect(seg("a/b")).toBe("a%2Fb");
    expect(etag('"v3"')).toBe('"v3"');
  });

  it("decodes a problem with its members, fields and trace id", async () => {
    answers.push(
      json(409, {
        code: "already-decided",
        detail: "이미 처리되었습니다.",
        traceId: "t1",
        decidedBy: "김",
        errors: [{ field: "title", detail: "제목" }],
      }),
    );
    const problem = await refusal(send("POST", "/api/x", {}));
    expect(problem).toMatchObject({
      status: 409,
      code: "already-decided",
      detail: "이미 처리되었습니다.",
      traceId: "t1",
    });
    expect(problem.members).toEqual({ decidedBy: "김" });
    expect(problem.errors).toEqual([{ field: "title", detail: "제목", code: undefined }]);
  });

  it("decodes the classic error shape", async () => {
    answers.push(
      json(401, { error: "로그인이 필요합니다", message: "로그인이 필요합니다", code: "unauthenticated" }),
    );
    expect(await refusal(send("GET", "/api/x", undefined, undefined, { anonymous: true }))).toMatchObject({
      status: 401,
      code: "unauthenticated",
      detail: "로그인이 필요합니다",
    });
  });

  it("tells that the session ended, except where nobody needs to be signed in", async () => {
    const ended = vi.fn();
    const stop = onSessionEnd(ended);
    answers.push(json(401, {}), json(401, {}));
    await refusal(send("GET", "/api/x", undefined, undefined, { anonymous: true }));
    expect(ended).not.toHaveBeenCalled();
    await refusal(send("GET", "/api/x"));
    expect(ended).toHaveBeenCalledOnce();
    stop();
  });

  it("repeats a read that was told when to come again, three times at most", async () => {
    vi.useFakeTimers();
    answers.push(json(503, {}, { "retry-after": "1" }), json(429, {}, { "retry-after": "1" }), json(200, 1));
    const reading = send("GET", "/api/x");
    await vi.runAllTimersAsync();
    expect(await reading).toBe(1);
    answers.push(...Array.from({ length: 4 }, () => json(503, {}, { "retry-after": "1" })));
    const failing = refusal(send("GET", "/api/x"));
    await vi.runAllTimersAsync();
    expect((await failing).status).toBe(503);
    expect(calls).toHaveLength(6);
    vi.useRealTimers();
  });

  it("never repeats a command by itself, nor waits for minutes", async () => {
    answers.push(json(503, {}, { "retry-after": "1" }), json(429, {}, { "retry-after": "300" }));
    expect((await refusal(send("POST", "/api/x", {}))).retryAfter).toBe(1);
    expect((await refusal(send("GET", "/api/x"))).retryAfter).toBe(300);
    expect(calls).toHaveLength(2);
  });

  it("knows a lost connection, and that it came back", async () => {
    answers.push(new TypeError("Failed to fetch"), json(200, 1));
    const problem = await refusal(send("GET", "/api/x"));
    expect(problem).toMatchObject({ status: 0, code: "offline", retryable: true });
    expect(connection.read().link).toBe("offline");
    await send("GET", "/api/x");
    expect(connection.read().link).toBe("online");
  });
});
