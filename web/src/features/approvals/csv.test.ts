import { describe, expect, it } from "vitest";
import { csv } from "./csv";

describe("a table as CSV", () => {
  it("quotes what needs it and starts with the mark of its encoding", async () => {
    const bytes = new Uint8Array(
      await csv([
        ["제목", 'a "b", c'],
        ["둘째\n줄", ""],
      ]).arrayBuffer(),
    );
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(new TextDecoder().decode(bytes)).toBe('제목,"a ""b"", c"\r\n"둘째\n줄",\r\n');
  });

  it("lets no cell be a formula", async () => {
    const text = new TextDecoder().decode(await csv([["=1+1", "@x", "-3", "3"]]).arrayBuffer());
    expect(text).toBe("'=1+1,'@x,'-3,3\r\n");
  });
});
