export interface Device {
  browser: string;
  system: string;
  mobile: boolean;
}

const BROWSERS: readonly [RegExp, string][] = [
  [/Edg\//, "Edge"],
  [/SamsungBrowser\//, "Samsung Internet"],
  [/Whale\//, "Whale"],
  [/OPR\//, "Opera"],
  [/Firefox\/|FxiOS\//, "Firefox"],
  [/Chrome\/|CriOS\//, "Chrome"],
  [/Safari\//, "Safari"],
  [/python|httpx|curl/i, "API"],
];

const SYSTEMS: readonly [RegExp, string][] = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X|Macintosh/, "macOS"],
  [/CrOS/, "ChromeOS"],
  [/Linux/, "Linux"],
];

const first = (table: readonly [RegExp, string][], text: string) =>
  table.find(([sign]) => sign.test(text))?.[1] ?? "";

/** What people call the thing behind a User-Agent; empty words where it does not say. */
export function deviceOf(userAgent: string | null | undefined): Device {
  const text = userAgent ?? "";
  return {
    browser: first(BROWSERS, text),
    system: first(SYSTEMS, text),
    mobile: /iPhone|Android.*Mobile/.test(text),
  };
}
