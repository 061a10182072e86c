import { Link, useRouterState } from "@tanstack/react-router";
import { useFormat } from "@/shared/format";
import { useTranslation } from "@/shared/text";
import { type Entry, presentEntry } from "../features";
import classes from "./side-bar.module.css";

/** The pages of a system with their counts; icons alone on tablets. */
export function SideBar({ entries, counts }: { entries: readonly Entry[]; counts: Record<string, number> }) {
  const { t } = useTranslation(["app", "menu"]);
  const format = useFormat();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const present = presentEntry(entries, path);
  return (
    <nav className={classes.side} aria-label={t("shell.menu")}>
      <ul className={classes.list}>
        {entries.map((entry, at) => {
          const label = t(`menu:${entry.feature}.${entry.label}`);
          const count = entry.count ? counts[entry.count] : undefined;
          const heading =
            entry.section && entry.section !== entries[at - 1]?.section ? entry.section : undefined;
          const Mark = entry.icon;
          return (
            <li
              key={`${entry.feature}:${entry.label}`}
              data-heading={heading ? true : undefined}
              className={classes.item}
            >
              {heading && (
                <span className={classes.heading} aria-hidden>
                  {t(`app:section.${heading}`)}
                </span>
              )}
              <Link
                to={entry.to}
                className={classes.link}
                title={label}
                data-here={entry === present || undefined}
                aria-current={entry === present ? "page" : undefined}
              >
                <Mark size={18} stroke={1.5} className={classes.icon} aria-hidden />
                <span className={classes.label}>{label}</span>
                {count ? <span className={classes.count}>{format.number(count)}</span> : null}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
