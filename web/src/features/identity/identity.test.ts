import { describe, expect, it } from "vitest";
import { safeNext } from "./api";
import { deviceOf } from "./device";
import { drawingOf } from "./qr-code";

describe("the way on after signing in", () => {
  it("stays on this site", () => {
    expect(safeNext("/erp/approvals/waiting?type=LEAVE")).toBe("/erp/approvals/waiting?type=LEAVE");
    for (const bad of [
      "//evil.example",
      "/\\evil.example",
      "https://evil.example",
      "/\t/evil.example",
      "javascript:alert(1)",
      7,
      undefined,
    ]) {
      expect(safeNext(bad)).toBe("/");
    }
  });

  it("does not lead back to the door", () => {
    expect(safeNext("/sign-in?next=/")).toBe("/");
  });
});

describe("the QR code", () => {
  it("keeps the drawing and nothing else", () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="45" height="45"><script>x()</script><path stroke="#000" d="M4 4.5h7m2 0h1"/><path d="url(javascript:x)"/></svg>';
    expect(drawingOf(svg)).toEqual({
      viewBox: "0 0 45 45",
      paths: [{ d: "M4 4.5h7m2 0h1", stroke: "#000", transform: undefined, fill: undefined }],
    });
    expect(drawingOf("<p>no</p>")).toBeNull();
  });
});

describe("a device", () => {
  it("is called what people call it", () => {
    const phone =
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile/15E148 Safari/604.1";
    expect(deviceOf(phone)).toEqual({ browser: "Safari", system: "iPhone", mobile: true });
    expect(
      deviceOf("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/140 Whale/4 Safari/537"),
    ).toMatchObject({ browser: "Whale", system: "Windows" });
    expect(deviceOf(null)).toEqual({ browser: "", system: "", mobile: false });
  });
});
