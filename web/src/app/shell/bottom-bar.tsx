import { UnstyledButton } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { Link, useRouterState } from "@tanstack/react-router";
import type { ComponentProps } from "react";
import { useTranslation } from "@/shared/text";
import { whenAsked } from "@/shared/ui/when-asked";
import { type Entry, presentEntry } from "../features";
import classes from "./bottom-bar.module.css";

const short = (count: number) => (count > 99 ? "99+" : String(count));

export interface MoreProps {
  entries: readonly Entry[];
  counts: Record<string, number>;
  present: Entry | undefined;
}

export function MoreButton({ here, ...rest }: { here: boolean } & ComponentProps<"button">) {
  const { t } = useTranslation("app");
  return (
    <UnstyledButton className={classes.tab} data-here={here || undefined} aria-haspopup="dialog" {...rest}>
      <IconDots size={22} stroke={1.5} aria-hidden />
      <span className={classes.label}>{t("shell.more")}</span>
    </UnstyledButton>
  );
}

const More = whenAsked<MoreProps>(
  () => import("./bottom-bar-more"),
  ({ entries, present }, handlers) => (
    <MoreButton here={present !== undefined && entries.includes(present)} {...handlers} />
  ),
);

/** Four pages and "more" on phones. */
export function BottomBar({
  entries,
  counts,
}: {
  entries: readonly Entry[];
  counts: Record<string, number>;
}) {
  const { t } = useTranslation(["app", "menu"]);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const present = presentEntry(entries, path);
  const marked = entries.filter((entry) => entry.phone);
  const main = [...marked, ...entries.filter((entry) => !entry.phone)].slice(0, entries.length > 5 ? 4 : 5);
  const rest = entries.filter((entry) => !main.includes(entry));
  const name = (entry: Entry) => t(`menu:${entry.feature}.${entry.label}`);
  return (
    <nav className={classes.bar} aria-label={t("shell.menu")}>
      {main.map((entry) => {
        const Mark = entry.icon;
        const count = entry.count ? counts[entry.count] : 0;
        return (
          <Link
            key={entry.to + entry.label}
            to={entry.to}
            className={classes.tab}
            data-here={entry === present || undefined}
            aria-current={entry === present ? "page" : undefined}
          >
            <span className={classes.icon}>
              <Mark size={22} stroke={1.5} aria-hidden />
              {count ? <span className={classes.badge}>{short(count)}</span> : null}
            </span>
            <span className={classes.label}>{name(entry)}</span>
          </Link>
        );
      })}
      {rest.length > 0 && <More entries={rest} counts={counts} present={present} />}
    </nav>
  );
}
