import { fireEvent, render, renderHook, screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { Form } from "@/shared/ui/form";
import { onEnter, useKeys } from ".";

describe("keys of a screen", () => {
  const setup = () => {
    const next = vi.fn();
    renderHook(() => useKeys("목록", [{ key: "j", label: "다음", run: next }]));
    return next;
  };

  it("run on their letter, on a Hangul layout too", () => {
    const next = setup();
    fireEvent.keyDown(document.body, { key: "j" });
    fireEvent.keyDown(document.body, { key: "ㅓ", code: "KeyJ" });
    expect(next).toHaveBeenCalledTimes(2);
  });

  it("stay quiet in text fields, while composing, and with a modifier", () => {
    const next = setup();
    render(<input aria-label="field" />);
    fireEvent.keyDown(screen.getByLabelText("field"), { key: "j" });
    fireEvent.keyDown(document.body, { key: "j", isComposing: true });
    fireEvent.keyDown(document.body, { key: "j", ctrlKey: true });
    expect(next).not.toHaveBeenCalled();
  });

  it("are still while a dialog is open, even for what stands in it", () => {
    const next = setup();
    render(
      <div role="dialog" aria-modal="true">
        <button type="button">inside</button>
      </div>,
    );
    fireEvent.keyDown(screen.getByText("inside"), { key: "j" });
    fireEvent.keyDown(document.body, { key: "j" });
    expect(next).not.toHaveBeenCalled();
  });

  it("leave Enter to the button that has the focus", () => {
    const open = vi.fn();
    renderHook(() => useKeys("목록", [{ key: "Enter", label: "열기", run: open }]));
    render(<button type="button">other</button>);
    expect(fireEvent.keyDown(screen.getByText("other"), { key: "Enter" })).toBe(true);
    expect(open).not.toHaveBeenCalled();
    fireEvent.keyDown(document.body, { key: "Enter" });
    expect(open).toHaveBeenCalledOnce();
  });

  it("give way to the layer above and come back", () => {
    const next = setup();
    const above = vi.fn();
    const { unmount } = renderHook(() => useKeys("위", [{ key: "j", label: "위", run: above }]));
    fireEvent.keyDown(document.body, { key: "j" });
    unmount();
    fireEvent.keyDown(document.body, { key: "j" });
    expect([above.mock.calls.length, next.mock.calls.length]).toEqual([1, 1]);
  });
});

describe("Enter and an unfinished syllable", () => {
  it("does not run a handler", () => {
    const run = vi.fn();
    render(<input aria-label="field" onKeyDown={onEnter(run)} />);
    const field = screen.getByLabelText("field");
    fireEvent.keyDown(field, { key: "Enter", isComposing: true });
    fireEvent.keyDown(field, { key: "Enter", keyCode: 229 });
    expect(run).not.toHaveBeenCalled();
    fireEvent.keyDown(field, { key: "Enter", keyCode: 13 });
    expect(run).toHaveBeenCalledOnce();
  });

  it("does not submit a form", () => {
    const submit = vi.fn();
    render(
      <Form onSubmit={submit}>
        <input aria-label="field" />
      </Form>,
    );
    const held = fireEvent.keyDown(screen.getByLabelText("field"), { key: "Enter", keyCode: 229 });
    const passed = fireEvent.keyDown(screen.getByLabelText("field"), { key: "Enter", keyCode: 13 });
    expect([held, passed]).toEqual([false, true]);
  });

  it("does not submit twice while the first is under way", () => {
    const submit = vi.fn();
    const { container } = render(
      <Form onSubmit={submit} busy>
        {null}
      </Form>,
    );
    fireEvent.submit(container.querySelector("form") as HTMLFormElement);
    expect(submit).not.toHaveBeenCalled();
  });
});
