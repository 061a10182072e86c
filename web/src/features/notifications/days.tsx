import { ActionIcon, Button } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { DateText, dayOf, useFormat } from "@/shared/format";
import { usePreferences } from "@/shared/preferences";
import { useTranslation } from "@/shared/text";
import type { StoredNotice } from "./api";
import classes from "./center.module.css";
import { daysOf, textOf } from "./inbox";
import { GROUP_ICON, groupOf } from "./kinds";

const DAY_MS = 86_400_000;

function Row({ notice, read }: { notice: StoredNotice; read: (notice: StoredNotice) => void }) {
  const { t } = useTranslation("notifications");
  const Mark = GROUP_ICON[groupOf(notice.kind)];
  const text = textOf(notice);
  const content = (
    <>
      <Mark size={20} stroke={1.5} className={classes.icon} aria-hidden />
      <span className={classes.body}>
        <span className={classes.label}>
          {notice.title}
          {!notice.read && <span className={classes.dot} role="img" aria-label={t("isUnread")} />}
        </span>
        <span className={classes.text}>{text}</span>
      </span>
      <span className={classes.when}>
        <DateText value={notice.createdAt} as="time" />
      </span>
    </>
  );
  return (
    <li className={classes.row} data-unread={!notice.read || undefined}>
      {notice.link ? (
        <Link to={notice.link} className={classes.notice} onClick={() => read(notice)}>
          {content}
        </Link>
      ) : (
        <div className={classes.notice}>{content}</div>
      )}
      <span className={classes.mark}>
        {!notice.read && (
          <ActionIcon aria-label={t("readOne", { text: notice.body })} onClick={() => read(notice)}>
            <IconCheck size={18} stroke={1.5} aria-hidden />
          </ActionIcon>
        )}
      </span>
    </li>
  );
}

/** Notices under the day they came; the next page is fetched before its end is reached. */
export function Days({
  notices,
  read,
  more,
  busy,
}: {
  notices: readonly StoredNotice[];
  read: (notice: StoredNotice) => void;
  more: (() => unknown) | undefined;
  busy: boolean;
}) {
  const { t } = useTranslation(["notifications", "shared"]);
  const { timeZone } = usePreferences();
  const format = useFormat();
  const foot = useRef<HTMLDivElement>(null);
  const hasMore = more !== undefined;
  useEffect(() => {
    const end = foot.current;
    if (!end || !hasMore || busy) return;
    const watch = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) void more?.();
      },
      { rootMargin: "400px" },
    );
    watch.observe(end);
    return () => watch.disconnect();
  }, [hasMore, busy, more]);

  const today = dayOf(Date.now(), timeZone);
  const yesterday = dayOf(Date.now() - DAY_MS, timeZone);
  const name = (day: string) =>
    day === today ? t("today") : day === yesterday ? t("yesterday") : format.date(day);
  return (
    <div className={classes.days}>
      {daysOf(notices, timeZone).map(({ day, notices: members }) => (
        <section key={day} aria-labelledby={`day-${day}`}>
          <h2 id={`day-${day}`} className={classes.day}>
            {name(day)}
            {(day === today || day === yesterday) && <span>{format.date(day)}</span>}
          </h2>
          <ul className={classes.list}>
            {members.map((notice) => (
              <Row key={notice.seq} notice={notice} read={read} />
            ))}
          </ul>
        </section>
      ))}
      <div ref={foot} className={classes.foot}>
        {hasMore && (
          <Button variant="default" loading={busy} onClick={() => void more?.()}>
            {t("shared:more")}
          </Button>
        )}
      </div>
    </div>
  );
}
