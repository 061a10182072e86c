import { MantineProvider } from "@mantine/core";
import { act, fireEvent, render, screen, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { ProblemError } from "@/shared/api";
import { changeLanguage, startText } from "@/shared/text";
import ConfirmSheetOpen from "./confirm-sheet-open";
import { ProblemNote } from "./feedback";

const show = (children: ReactNode) => render(<MantineProvider env="test">{children}</MantineProvider>);
const sent: string[] = [];

beforeAll(async () => {
  await startText({ ko: {}, en: {} });
});

beforeEach(async () => {
  sent.length = 0;
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    sent.push(`${url} ${init.body}`);
    return new Response(null, { status: 204 });
  });
  await act(() => changeLanguage("ko"));
});

describe("a problem on the screen", () => {
  const short = new ProblemError({
    status: 409,
    code: "insufficient-balance",
    detail: "잔여 연차가 0.5일 부족합니다.",
    traceId: "t-9",
  });

  it("speaks the server's sentence in Korean, its own in English, and shows the trace id in both", async () => {
    show(<ProblemNote error={short} retry={() => undefined} />);
    expect(screen.getByText("잔여 연차가 0.5일 부족합니다.")).toBeTruthy();
    await act(() => changeLanguage("en"));
    expect(screen.getByText("There is not enough leave left.")).toBeTruthy();
    expect(screen.queryByText(/부족/)).toBeNull();
    expect(screen.getByText("t-9")).toBeTruthy();
  });

  it("names who was faster", () => {
    const members = { decidedBy: "정유진", decidedAt: "2026-11-20T09:00:00+09:00" };
    show(<ProblemNote error={new ProblemError({ status: 409, code: "already-decided", members })} />);
    expect(screen.getByText("정유진님이 2026. 11. 20. 09:00에 처리했습니다.")).toBeTruthy();
  });

  it("tells a lost connection from a slow answer and from a fault of ours", () => {
    for (const [status, code] of [
      [0, "offline"],
      [0, "timeout"],
      [500, "http-500"],
    ] as const)
      show(<ProblemNote error={new ProblemError({ status, code })} />);
    expect(
      screen.getAllByRole("alert").map((one) => one.textContent?.includes("연결할 수 없습니다")),
    ).toEqual([true, false, false]);
    expect(screen.getByText(/두 번 처리되지 않습니다/)).toBeTruthy();
    expect(screen.getByText(/추적 번호를 관리자에게/)).toBeTruthy();
  });
});

describe("the sheet before something happens", () => {
  const open = (run: (reason: string) => Promise<unknown>, onClose = vi.fn()) => {
    show(
      <ConfirmSheetOpen
        opened
        onClose={onClose}
        title="반려"
        action="반려하기"
        reason={{ required: true }}
        run={run}
      />,
    );
    return {
      onClose,
      press: () => fireEvent.click(screen.getByRole("button", { name: "반려하기" })),
      reason: screen.getByLabelText(/사유/),
    };
  };

  it("wants the reason first", () => {
    const run = vi.fn(async () => undefined);
    open(run).press();
    expect(run).not.toHaveBeenCalled();
    expect(screen.getByText("사유를 입력해 주세요.")).toBeTruthy();
  });

  it("closes when it is done", async () => {
    const run = vi.fn(async () => undefined);
    const sheet = open(run);
    fireEvent.change(sheet.reason, { target: { value: " 예산 초과 " } });
    sheet.press();
    await waitFor(() => expect(sheet.onClose).toHaveBeenCalledOnce());
    expect(run).toHaveBeenCalledWith("예산 초과");
  });

  it("stays with what was typed when it is refused", async () => {
    const sheet = open(async () => {
      throw new ProblemError({ status: 409, code: "invalid-state", detail: "이미 회수된 문서입니다." });
    });
    fireEvent.change(sheet.reason, { target: { value: "예산 초과" } });
    sheet.press();
    expect(await screen.findByText("이미 회수된 문서입니다.")).toBeTruthy();
    expect(sheet.onClose).not.toHaveBeenCalled();
    expect((sheet.reason as HTMLTextAreaElement).value).toBe("예산 초과");
  });

  it("asks for the password where the server wants to know who sits here, then goes on", async () => {
    const run = vi
      .fn(async () => undefined)
      .mockRejectedValueOnce(new ProblemError({ status: 403, code: "step-up-required" }));
    const sheet = open(run);
    fireEvent.change(sheet.reason, { target: { value: "정정" } });
    sheet.press();
    fireEvent.change(await screen.findByLabelText("비밀번호"), { target: { value: "secret" } });
    sheet.press();
    await waitFor(() => expect(sheet.onClose).toHaveBeenCalledOnce());
    expect(sent).toEqual(['/api/auth/step-up {"password":"secret"}']);
    expect(run).toHaveBeenCalledTimes(2);
  });
});
