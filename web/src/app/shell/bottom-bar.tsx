import { Drawer, UnstyledButton } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { Link, useRouterState } from "@tanstack/react-router";
import { useState } from "react";
import { useFormat } from "@/shared/format";
import { useTranslation } from "@/shared/text";
import { type Entry, presentEntry } from "../features";
import classes from "./bottom-bar.module.css";

const short = (count: number) => (count > 99 ? "99+" : String(count));

/** Four pages and "more" on phones. */
export function BottomBar({
  entries,
  counts,
}: {
  entries: readonly Entry[];
  counts: Record<string, number>;
}) {
  const { t } = useTranslation(["app", "menu", "shared"]);
  const format = useFormat();
  const [opened, setOpened] = useState(false);
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
      {rest.length > 0 && (
        <UnstyledButton
          className={classes.tab}
          data-here={(present && rest.includes(present)) || undefined}
          aria-haspopup="dialog"
          onClick={() => setOpened(true)}
        >
          <IconDots size={22} stroke={1.5} aria-hidden />
          <span className={classes.label}>{t("shell.more")}</span>
        </UnstyledButton>
      )}
      <Drawer
        opened={opened}
        onClose={() => setOpened(false)}
        position="bottom"
        size="auto"
        radius="lg"
        title={t("shell.menu")}
        closeButtonProps={{ "aria-label": t("shared:close") }}
      >
        <ul className={classes.rest}>
          {rest.map((entry) => {
            const Mark = entry.icon;
            const count = entry.count ? counts[entry.count] : 0;
            return (
              <li key={entry.to + entry.label}>
                <Link
                  to={entry.to}
                  className={classes.restLink}
                  data-here={entry === present || undefined}
                  onClick={() => setOpened(false)}
                >
                  <Mark size={20} stroke={1.5} aria-hidden />
                  <span>{name(entry)}</span>
                  {count ? <span className={classes.restCount}>{format.number(count)}</span> : null}
                </Link>
              </li>
            );
          })}
        </ul>
      </Drawer>
    </nav>
  );
}
