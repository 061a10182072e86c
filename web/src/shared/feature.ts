import type { QueryClient } from "@tanstack/react-query";
import type { ComponentType } from "react";
import type { Need, SystemName } from "@/shared/access";
import type { Notice } from "@/shared/live";

export type Icon = ComponentType<{
  size?: number | string;
  stroke?: number | string;
  className?: string;
  "aria-hidden"?: boolean;
}>;

/** A page: its own chunk, loaded with the texts of its feature. */
export interface PageEntry {
  /** Router path with `$name` parameters: `/erp/approvals/documents/$id`. */
  path: string;
  load: () => Promise<{ default: ComponentType }>;
  /** Who may see it; others get the page that says so. */
  need?: Need;
  /** `plain` stands without top and side bar (sign-in, print); `shell` is the default. */
  layout?: "shell" | "plain";
  /** Open pages need no session. */
  open?: boolean;
  /** Texts of other features the page shows. */
  texts?: readonly string[];
}

/** A line of the side bar. `label` is a key of the feature's `text/menu.json`. */
export interface MenuEntry {
  to: string;
  label: string;
  icon: Icon;
  /** Place in the side bar, ascending over all features of the system. */
  order: number;
  /** Key of the heading above it: `menu:section.<section>` of the shell. */
  section?: string;
  /** Key in what `counts` answers. */
  count?: string;
  need?: Need;
  /** Among the four entries of the phone's bottom bar. */
  phone?: boolean;
  /** Other paths under which the entry counts as the present one. */
  also?: readonly string[];
}

/** A line of the command palette. `label` is a key of the feature's `text/menu.json`. */
export interface CommandEntry {
  label: string;
  icon: Icon;
  to: string;
  need?: Need;
}

export interface Hit {
  id: string;
  title: string;
  note?: string;
  to: string;
}

/** What a feature adds to the app; the app finds it as `features/<name>/feature.ts`. */
export interface Feature {
  name: string;
  system?: SystemName;
  pages: readonly PageEntry[];
  menu?: readonly MenuEntry[];
  commands?: readonly CommandEntry[];
  /** Numbers beside menu entries; features with the same key ask once. */
  counts?: { key: string; need?: Need; load: (signal: AbortSignal) => Promise<Record<string, number>> };
  /** Answers of the command palette to a typed word (two letters and more). */
  find?: { need?: Need; load: (word: string, signal: AbortSignal) => Promise<Hit[]> };
  /** Told of what live notices are about, so that what they change is read anew; a burst of alike ones tells once. */
  onNotice?: (notice: Notice, queries: QueryClient) => void;
}

export const defineFeature = (feature: Feature): Feature => feature;
