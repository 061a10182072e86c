import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Fragment, useEffect, useRef } from "react";
import { useFormat } from "@/shared/format";
import { useTranslation } from "@/shared/text";
import type { Box } from "./api";
import classes from "./box-tabs.module.css";
import { BOXES, PENDING } from "./boxes";
import { loadCounts } from "./counts";

const MOST = 1_000;

/** The same numbers as the side bar shows, from the same answer. */
export const useBoxCounts = () =>
  useQuery({ queryKey: ["counts", "approvals"], queryFn: ({ signal }) => loadCounts(signal) });

function Count({ box }: { box: Box }) {
  const { t } = useTranslation("approvals");
  const format = useFormat();
  const { data } = useBoxCounts();
  const unread = data?.[`${box}.unread`] ?? 0;
  const size = PENDING.has(box) ? (data?.[box] ?? 0) : unread;
  if (size === 0) return null;
  const text = size >= MOST ? `${format.number(MOST - 1)}+` : format.number(size);
  return (
    <span className={classes.count} data-unread={unread > 0 || undefined}>
      {text}
      {unread > 0 && <span className={classes.said}>{t("box.unread", { count: unread })}</span>}
    </span>
  );
}

/** The eleven boxes with what lies in them; one line that scrolls on a phone. */
export function BoxTabs({ here }: { here: Box }) {
  const { t } = useTranslation("approvals");
  const bar = useRef<HTMLElement>(null);
  useEffect(() => {
    const tab = bar.current?.querySelector<HTMLElement>(`[data-box="${here}"]`);
    if (tab && bar.current)
      bar.current.scrollLeft = tab.offsetLeft - bar.current.clientWidth / 2 + tab.clientWidth / 2;
  }, [here]);
  return (
    <nav className={classes.bar} ref={bar} aria-label={t("box.tabs")}>
      {BOXES.map((lot, at) => (
        <Fragment key={lot[0]}>
          {at > 0 && <span className={classes.gap} aria-hidden />}
          {lot.map((box) => (
            <Link
              key={box}
              to="/erp/boxes/$box"
              params={{ box }}
              className={classes.tab}
              data-box={box}
              data-here={box === here || undefined}
              aria-current={box === here ? "page" : undefined}
              title={t(`box.about.${box}`)}
            >
              {t(`box.name.${box}`)}
              <Count box={box} />
            </Link>
          ))}
        </Fragment>
      ))}
    </nav>
  );
}
