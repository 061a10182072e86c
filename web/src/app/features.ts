import { type Me, may, SYSTEMS, type System, type SystemName, systemsFor } from "@/shared/access";
import type { Feature, MenuEntry, PageEntry } from "@/shared/feature";

const found = import.meta.glob<{ feature: Feature }>("/src/features/*/feature.ts", { eager: true });

/** Every feature of the app, found by its manifest. */
export const FEATURES: readonly Feature[] = Object.values(found).map((file) => file.feature);

export interface Entry extends MenuEntry {
  feature: string;
}

/** The side bar of a system for a person, in order. */
export const menuOf = (system: SystemName, me: Me | null): Entry[] =>
  FEATURES.filter((feature) => feature.system === system)
    .flatMap((feature) => (feature.menu ?? []).map((entry) => ({ ...entry, feature: feature.name })))
    .filter((entry) => may(me, entry.need))
    .sort((a, b) => a.order - b.order);

/** The entry the address belongs to: the longest that leads to it. */
export function presentEntry(entries: readonly Entry[], path: string): Entry | undefined {
  const length = (entry: Entry) =>
    Math.max(
      ...[entry.to, ...(entry.also ?? [])].map((at) =>
        path === at || path.startsWith(`${at}/`) ? at.length : -1,
      ),
    );
  const best = [...entries].sort((a, b) => length(b) - length(a))[0];
  return best && length(best) >= 0 ? best : undefined;
}

/** The systems that have a page in this build. */
export const OFFERED: readonly System[] = SYSTEMS.filter((system) =>
  FEATURES.some((feature) => feature.system === system.name && feature.pages.length > 0),
);

/** The offered systems a person's roles open. */
export const offeredTo = (me: Me | null): System[] =>
  systemsFor(me).filter((system) => OFFERED.includes(system));

const defined = (path: string) =>
  FEATURES.some((feature) => feature.pages.some((page) => page.path === path));

/** Systems whose front page no feature offers; the app leads them to their first menu entry. */
export const frontless = () => SYSTEMS.filter((system) => !defined(system.home));

export const pagesOf = (layout: "shell" | "plain"): { feature: Feature; page: PageEntry }[] =>
  FEATURES.flatMap((feature) => feature.pages.map((page) => ({ feature, page }))).filter(
    ({ page }) => (page.layout ?? "shell") === layout,
  );
