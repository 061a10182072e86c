import { Drawer } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useFormat } from "@/shared/format";
import { useTranslation } from "@/shared/text";
import type { Entry } from "../features";
import { MoreButton, type MoreProps } from "./bottom-bar";
import classes from "./bottom-bar.module.css";

/** The pages that found no place in the bottom bar. */
export default function BottomBarMore({ entries, counts, present }: MoreProps) {
  const { t } = useTranslation(["app", "menu", "shared"]);
  const format = useFormat();
  const [opened, setOpened] = useState(true);
  const name = (entry: Entry) => t(`menu:${entry.feature}.${entry.label}`);
  return (
    <>
      <MoreButton here={present !== undefined && entries.includes(present)} onClick={() => setOpened(true)} />
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
          {entries.map((entry) => {
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
    </>
  );
}
