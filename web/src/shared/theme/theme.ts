import {
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
  type MantineThemeOverride,
} from "@mantine/core";
import type { SystemName } from "@/shared/access";

// Each ramp is even in perceived lightness; its shade 6 carries white text at 5:1 or better.
const ramps = {
  indigo: [
    "#f2f5fe",
    "#e3e9fd",
    "#c8d4fe",
    "#a7baff",
    "#839bff",
    "#6279f8",
    "#495bd7",
    "#3c4ac4",
    "#2e36b0",
    "#221e9b",
  ],
  rose: [
    "#fef2f3",
    "#fde2e4",
    "#fcc5cb",
    "#f9a1ac",
    "#f47489",
    "#e54167",
    "#c3184c",
    "#ac003f",
    "#8f0033",
    "#710026",
  ],
  teal: [
    "#f0f7f6",
    "#ddeeeb",
    "#bbded9",
    "#8fcbc3",
    "#53b6ab",
    "#019d90",
    "#077d73",
    "#006b62",
    "#035851",
    "#00453f",
  ],
  slate: [
    "#f4f5f7",
    "#e7eaee",
    "#d0d6df",
    "#b4bfcd",
    "#95a5b9",
    "#7689a3",
    "#5a6d86",
    "#4b5e76",
    "#3b4d64",
    "#2a3c52",
  ],
  green: [
    "#f1f7f2",
    "#dfeee4",
    "#c0dfc9",
    "#98cca9",
    "#66b884",
    "#29a061",
    "#048149",
    "#006f3d",
    "#015b32",
    "#014726",
  ],
  amber: [
    "#f9f4ef",
    "#f3e7db",
    "#e9d1b7",
    "#ddb68a",
    "#cf9650",
    "#ba7706",
    "#955e02",
    "#805002",
    "#6a4100",
    "#533200",
  ],
  red: [
    "#fef2f0",
    "#fde3df",
    "#fdc7c0",
    "#faa399",
    "#f6776c",
    "#e8453f",
    "#c51e21",
    "#b00010",
    "#92000b",
    "#740006",
  ],
  dark: [
    "#e6e7ea",
    "#b9bcc4",
    "#a2a6b0",
    "#747985",
    "#434854",
    "#353a45",
    "#262a33",
    "#1c1f27",
    "#16181f",
    "#101217",
  ],
} satisfies Record<string, readonly string[]>;

const tuple = (name: keyof typeof ramps) => ramps[name] as unknown as MantineColorsTuple;

export const ACCENTS: Record<SystemName, "indigo" | "rose" | "teal" | "slate"> = {
  erp: "indigo",
  ticketing: "rose",
  clinic: "teal",
  ops: "slate",
};

const base: MantineThemeOverride = {
  fontFamily:
    '"Pretendard Variable", Pretendard, -apple-system, "Apple SD Gothic Neo", "Noto Sans KR", "NanumGothic", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "Roboto Mono", monospace',
  colors: {
    indigo: tuple("indigo"),
    rose: tuple("rose"),
    teal: tuple("teal"),
    slate: tuple("slate"),
    green: tuple("green"),
    amber: tuple("amber"),
    red: tuple("red"),
    dark: tuple("dark"),
  },
  primaryShade: 6,
  defaultRadius: "sm",
  radius: { xs: "4px", sm: "6px", md: "8px", lg: "12px", xl: "16px" },
  spacing: { xs: "8px", sm: "12px", md: "16px", lg: "24px", xl: "32px" },
  fontSizes: { xs: "12px", sm: "14px", md: "16px", lg: "18px", xl: "20px" },
  lineHeights: { xs: "1.4", sm: "1.5", md: "1.5", lg: "1.5", xl: "1.4" },
  headings: {
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "20px", lineHeight: "1.35" },
      h2: { fontSize: "16px", lineHeight: "1.4" },
      h3: { fontSize: "14px", lineHeight: "1.5" },
    },
  },
  breakpoints: { xs: "30em", sm: "37.5em", md: "64em", lg: "75em", xl: "90em" },
  respectReducedMotion: true,
  focusRing: "auto",
  cursorType: "pointer",
  components: {
    Button: { defaultProps: { size: "sm", loaderProps: { type: "dots" } } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray", size: "lg" } },
    TextInput: { defaultProps: { size: "sm" } },
    PasswordInput: { defaultProps: { size: "sm" } },
    Textarea: { defaultProps: { size: "sm", autosize: true, minRows: 3 } },
    Select: { defaultProps: { size: "sm", checkIconPosition: "right", allowDeselect: false } },
    Modal: {
      defaultProps: { centered: true, radius: "md", transitionProps: { duration: 120, transition: "fade" } },
    },
    Drawer: { defaultProps: { transitionProps: { duration: 150 } } },
    Menu: {
      // Without the placeholder the focus goes to the first entry, and the menu has entries alone for children.
      defaultProps: { shadow: "md", transitionProps: { duration: 80 }, withInitialFocusPlaceholder: false },
    },
    Popover: { defaultProps: { shadow: "md", transitionProps: { duration: 80 } } },
    Tooltip: {
      defaultProps: { openDelay: 300, events: { hover: true, focus: true, touch: false }, withArrow: false },
    },
    Badge: { defaultProps: { variant: "light", radius: "sm", tt: "none", fw: 500 } },
    Anchor: { defaultProps: { underline: "hover", inherit: true } },
    Text: { defaultProps: { size: "sm" } },
    Checkbox: { defaultProps: { radius: "xs" } },
  },
};

/** The theme of one system: the same everywhere but for its accent. */
export const themeFor = (system: SystemName | undefined): MantineThemeOverride =>
  createTheme({ ...base, primaryColor: ACCENTS[system ?? "erp"] });

/** Semantic tokens. Screens use these and never a ramp by number. */
export const tokens: CSSVariablesResolver = (theme) => {
  const accent = theme.colors[theme.primaryColor] ?? theme.colors.indigo;
  const shade = (name: "green" | "amber" | "red", at: number) => ramps[name][at] ?? "";
  const light = {
    "--surface": "#ffffff",
    "--surface-sunken": "#f6f7f9",
    "--surface-hover": "#f1f2f5",
    "--text": "#1b1e25",
    "--muted": "#5d636f",
    "--line": "#e3e5ea",
    "--line-strong": "#8a909c",
    "--accent": accent[6],
    "--accent-text": accent[7],
    "--accent-soft": accent[0],
    "--accent-line": accent[2],
    "--mantine-primary-color-light-color": accent[7],
    "--positive": shade("green", 7),
    "--positive-soft": shade("green", 0),
    "--caution": shade("amber", 7),
    "--caution-soft": shade("amber", 0),
    "--critical": shade("red", 6),
    "--critical-soft": shade("red", 0),
  };
  const dark = {
    "--surface": "#16181f",
    "--surface-sunken": "#101217",
    "--surface-hover": "#1f232c",
    "--text": "#e6e7ea",
    "--muted": "#a2a6b0",
    "--line": "#2b2f39",
    "--line-strong": "#747985",
    "--accent": accent[5],
    "--accent-text": accent[3],
    "--accent-soft": `color-mix(in srgb, ${accent[6]} 22%, #16181f)`,
    "--accent-line": `color-mix(in srgb, ${accent[5]} 45%, #16181f)`,
    "--positive": shade("green", 4),
    "--positive-soft": `color-mix(in srgb, ${shade("green", 6)} 20%, #16181f)`,
    "--caution": shade("amber", 4),
    "--caution-soft": `color-mix(in srgb, ${shade("amber", 6)} 22%, #16181f)`,
    "--critical": shade("red", 4),
    "--critical-soft": `color-mix(in srgb, ${shade("red", 6)} 22%, #16181f)`,
  };
  const shared = {
    "--mantine-color-body": "var(--surface)",
    "--mantine-color-text": "var(--text)",
    "--mantine-color-dimmed": "var(--muted)",
    "--mantine-color-default-border": "var(--line)",
    "--mantine-color-placeholder": "var(--muted)",
    "--mantine-color-error": "var(--critical)",
  };
  return { variables: {}, light: { ...light, ...shared }, dark: { ...dark, ...shared } };
};
