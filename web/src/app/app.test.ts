import { describe, expect, it } from "vitest";
import { type Me, may, SYSTEMS, systemAt, systemsFor } from "@/shared/access";
import { type Entry, FEATURES, menuOf, presentEntry } from "./features";
import { parseSearch, stringifySearch } from "./search";

const menus = import.meta.glob<{ default: Record<string, Record<string, unknown>> }>(
  "/src/features/*/text/menu.json",
  { eager: true },
);
const sources = import.meta.glob<string>("/src/**/*.{ts,tsx}", {
  eager: true,
  query: "?raw",
  import: "default",
});
const code = Object.entries(sources).filter(([path]) => !/\.(test|gen)\.tsx?$/.test(path));
const me = (...roles: string[]): Me => ({ id: 1, email: "a@b", name: "A", roles });
const entry = (to: string, also?: string[]) =>
  ({ to, also, label: to, order: 1, feature: "x", icon: () => null }) as Entry;

describe("manifests", () => {
  it("carry the name of their folder", () => {
    expect(
      Object.keys(sources)
        .filter((path) => path.endsWith("/feature.ts") && path.includes("/features/"))
        .map((path) => path.split("/").at(-2))
        .sort(),
    ).toEqual(FEATURES.map((feature) => feature.name).sort());
  });

  it("have a text for every label, and pages under the home of their system", () => {
    for (const feature of FEATURES) {
      const texts = menus[`/src/features/${feature.name}/text/menu.json`]?.default.ko ?? {};
      for (const { label } of [...(feature.menu ?? []), ...(feature.commands ?? [])]) {
        expect(
          label.split(".").reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], texts),
          `${feature.name}: ${label}`,
        ).toBeTypeOf("string");
      }
      const home = SYSTEMS.find((system) => system.name === feature.system)?.home;
      for (const page of feature.pages)
        if (home && page.layout !== "plain") expect(`${page.path}/`).toContain(`${home}/`);
    }
  });

  it("do not offer the same address twice", () => {
    const paths = FEATURES.flatMap((feature) => feature.pages.map((page) => page.path));
    expect(paths).toEqual([...new Set(paths)]);
  });
});

describe("access", () => {
  it("shows the systems of a person's roles only", () => {
    expect(systemsFor(me("staff", "manager")).map((system) => system.name)).toEqual(["erp"]);
    expect(systemsFor(me("auditor")).map((system) => system.name)).toEqual(["ops"]);
    expect(systemsFor(null)).toEqual([]);
    expect(systemAt("/erpx")).toBeUndefined();
    expect(systemAt("/erp/quests")?.name).toBe("erp");
  });

  it("asks for one of the roles, or a decision", () => {
    expect(may(me("staff"), ["hr", "staff"])).toBe(true);
    expect(may(me("staff"), ["hr"])).toBe(false);
    expect(may(null, ["hr"])).toBe(false);
    expect(may(me("staff"), (one) => one.roles.length === 0)).toBe(false);
    expect(menuOf("erp", null).filter((one) => one.need)).toEqual([]);
  });

  it("marks the entry that leads furthest to the present page", () => {
    const entries = [
      entry("/erp"),
      entry("/erp/approvals", ["/erp/documents"]),
      entry("/erp/approvals/drafts"),
    ];
    expect(presentEntry(entries, "/erp/approvals/drafts/7")?.to).toBe("/erp/approvals/drafts");
    expect(presentEntry(entries, "/erp/documents/9")?.to).toBe("/erp/approvals");
    expect(presentEntry(entries, "/clinic")).toBeUndefined();
  });
});

describe("what stands behind the address", () => {
  it("is text, whatever it looks like", () => {
    const values = { unread: "1", number: "0012", amount: "1e3", q: "연차 & 휴가", all: "true" };
    expect(parseSearch(stringifySearch(values))).toEqual(values);
    expect(stringifySearch({ page: 2, q: "", from: undefined })).toBe("?page=2");
    expect(stringifySearch({})).toBe("");
  });
});

describe("the house", () => {
  it("keeps every file within 400 lines", () => {
    expect(code.filter(([, text]) => text.split("\n").length > 400).map(([path]) => path)).toEqual([]);
  });

  it("has no file named after nothing", () => {
    expect(code.filter(([path]) => /\/(utils?|helpers?|common|manager|base|misc)\.tsx?$/.test(path))).toEqual(
      [],
    );
  });

  it("keeps features apart: they meet at shared, or at another's api.ts and public.ts", () => {
    const wrong = code.flatMap(([path, text]) => {
      const from = path.match(/^\/src\/(app|features|shared)(?:\/([^/]+))?/);
      return [
        ...text.matchAll(/(?:from|import\()\s*"@\/(app|features|shared)(?:\/([^"/]+))?(?:\/([^"]+))?"/g),
      ]
        .filter(([, layer, feature, file]) => {
          if (from?.[1] === "shared") return layer !== "shared";
          if (from?.[1] === "features") {
            if (layer === "app") return true;
            return layer === "features" && feature !== from[2] && !/^(api|public)$/.test(file ?? "");
          }
          return false;
        })
        .map(([found]) => `${path}: ${found}`);
    });
    expect(wrong).toEqual([]);
  });

  it("speaks to the server through the client alone", () => {
    expect(
      code
        .filter(([path, text]) => /\bfetch\(/.test(text) && !path.startsWith("/src/shared/api/"))
        .map(([path]) => path),
    ).toEqual([]);
  });
});
