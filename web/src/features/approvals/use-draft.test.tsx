import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { DocumentView, Form } from "./api";
import { lineOf } from "./line-shape";
import { type Paper, useDraft } from "./use-draft";

const form = { id: "general", fields: [{ name: "effectiveOn", kind: "DATE" }] } as unknown as Form;
const step = { id: "s1", role: "APPROVE", approverId: 4, approverName: "박서준", post: false };

/** A server of one draft: it checks versions and can lose an answer or change behind one's back. */
class Server {
  paper: Paper = { title: "", content: "", fields: {}, grade: "B" };
  approvers = [4];
  version = 1;
  calls: string[] = [];
  loseNext = false;

  view(): DocumentView {
    const groups = this.approvers.map((approverId, at) => ({
      kind: "SERIAL",
      steps: [{ ...step, id: `s${at + 1}`, approverId }],
    }));
    return {
      ...this.paper,
      id: "d1",
      version: this.version,
      updatedAt: "2026-11-20T00:00:00Z",
      line: { groups, viewers: [] },
    } as unknown as DocumentView;
  }

  answer = async (url: string, init: RequestInit): Promise<Response> => {
    const method = init.method ?? "GET";
    const json = (status: number, body: unknown) =>
      new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
    if (method === "GET") return json(200, this.view());
    const seen = new Headers(init.headers).get("If-Match");
    this.calls.push(`${method} ${url.replace("/api/v2/erp/documents/d1", "")} ${seen}`);
    if (seen !== `"v${this.version}"`) return json(412, { code: "stale-version", status: 412 });
    const body = init.body ? JSON.parse(String(init.body)) : {};
    if (method === "PATCH") this.paper = { ...this.paper, ...body };
    if (url.endsWith("/line")) {
      this.approvers = body.groups.flatMap((group: { steps: { approverId: number }[] }) =>
        group.steps.map((one) => one.approverId),
      );
    }
    if (url.endsWith("/auto")) this.approvers = [4, 2];
    this.version++;
    if (this.loseNext) {
      this.loseNext = false;
      throw new TypeError("connection lost");
    }
    return json(200, { id: "d1", version: this.version });
  };
}

let server: Server;

beforeEach(() => {
  vi.useFakeTimers();
  server = new Server();
  vi.stubGlobal("fetch", (url: string, init: RequestInit) => server.answer(url, init));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const open = () => {
  const queries = new QueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={queries}>{children}</QueryClientProvider>
  );
  const found = server.view();
  const begin = {
    paper: { title: found.title, content: found.content, fields: {}, grade: found.grade },
    line: { groups: lineOf(found.line), viewers: [] },
  };
  return renderHook(() => useDraft(found, form, begin), { wrapper });
};

const later = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
const write = (hook: ReturnType<typeof open>, content: string) =>
  act(() => hook.result.current.setPaper((was) => ({ ...was, content })));

describe("a draft", () => {
  it("saves itself five seconds after a change, on the version it knows", async () => {
    const hook = open();
    write(hook, "하나");
    expect(hook.result.current.saving.state).toBe("unsaved");
    await later(4_900);
    expect(server.calls).toEqual([]);
    await later(200);
    expect(server.calls).toEqual(['PATCH  "v1"']);
    expect(hook.result.current.saving.state).toBe("saved");
    await later(20_000);
    expect(server.calls).toHaveLength(1);
    write(hook, "둘");
    await later(5_100);
    expect(server.calls.at(-1)).toBe('PATCH  "v2"');
  });

  it("saves paper and line one after the other, however often it is asked", async () => {
    const hook = open();
    write(hook, "하나");
    act(() =>
      hook.result.current.setLine((was) => ({
        ...was,
        groups: [
          ...was.groups,
          { kind: "SERIAL", steps: [{ role: "AGREE", approver: { id: 9, name: "한소영" } }] },
        ],
      })),
    );
    await act(async () => {
      await Promise.all([hook.result.current.save(), hook.result.current.save()]);
    });
    expect(server.calls).toEqual(['PATCH  "v1"', 'PUT /line "v2"']);
    expect(server.approvers).toEqual([4, 9]);
  });

  it("does not overwrite another window, and does when it is told to", async () => {
    const hook = open();
    server.paper = { ...server.paper, content: "다른 창" };
    server.version = 7;
    write(hook, "이 창");
    await later(5_100);
    expect(hook.result.current.saving.state).toBe("conflict");
    await later(20_000);
    expect([server.paper.content, server.calls.length]).toEqual(["다른 창", 1]);
    await act(() => hook.result.current.keepMine());
    expect([server.paper.content, hook.result.current.saving.state]).toEqual(["이 창", "saved"]);
  });

  it("recognises its own change when the answer was lost", async () => {
    const hook = open();
    server.loseNext = true;
    write(hook, "하나");
    await later(5_100);
    expect(hook.result.current.saving.state).toBe("failed");
    await later(5_100);
    expect(hook.result.current.saving.state).toBe("saved");
    expect([server.paper.content, server.version]).toEqual(["하나", 2]);
  });

  it("shows the line that the rules made of new fields", async () => {
    const hook = open();
    const patch = server.answer;
    server.answer = async (url, init) => {
      if (init.method === "PATCH") server.approvers = [4, 3];
      return patch(url, init);
    };
    act(() => hook.result.current.setPaper((was) => ({ ...was, fields: { effectiveOn: "2026-11-24" } })));
    await later(5_100);
    const ids = () =>
      hook.result.current.line.groups.flatMap((group) => group.steps.map((one) => one.approver.id));
    expect(ids()).toEqual([4, 3]);
    await act(() => hook.result.current.applyRules());
    expect([ids(), server.calls.at(-1)]).toEqual([[4, 2], 'PUT /line/auto "v2"']);
  });
});
