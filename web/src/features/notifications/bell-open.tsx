import { Button, Popover } from "@mantine/core";
import { IconBellOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useConnection } from "@/shared/api";
import { DateText } from "@/shared/format";
import { usePreferences } from "@/shared/preferences";
import { useTranslation } from "@/shared/text";
import { Empty, Loading, ProblemNote, Status } from "@/shared/ui";
import { latestQuery, unreadOf } from "./api";
import { BellButton } from "./bell";
import classes from "./bell.module.css";
import { useReading } from "./reading";

/** The latest notices, and whether the live line stands. */
export default function BellOpen() {
  const { t } = useTranslation("menu", { keyPrefix: "notifications" });
  const [opened, setOpened] = useState(true);
  const { language } = usePreferences();
  const notices = useQuery(latestQuery(language));
  const { live } = useConnection();
  const unread = unreadOf(notices.data);
  const items = notices.data?.items ?? [];

  const reading = useReading();

  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={380} trapFocus>
      <Popover.Target>
        <BellButton unread={unread} aria-expanded={opened} onClick={() => setOpened(!opened)} />
      </Popover.Target>
      <Popover.Dropdown className={classes.drop}>
        <div className={classes.head}>
          <strong>{t("bell")}</strong>
          <Status tone={live === "connected" ? "positive" : live === "lost" ? "caution" : "neutral"}>
            {t(`live.${live}`)}
          </Status>
          <Button
            size="compact-xs"
            variant="subtle"
            disabled={unread === 0}
            className={classes.all}
            onClick={() => reading.readUpTo(notices.data?.seq ?? 0)}
          >
            {t("readAll")}
          </Button>
        </div>
        {notices.isPending ? (
          <div className={classes.pad}>
            <Loading rows={4} />
          </div>
        ) : notices.isError && items.length === 0 ? (
          <div className={classes.pad}>
            <ProblemNote error={notices.error} retry={notices.refetch} />
          </div>
        ) : items.length === 0 ? (
          <Empty icon={IconBellOff} title={t("none")} />
        ) : (
          <ul className={classes.list}>
            {items.map((notice) => (
              <li key={notice.seq}>
                <Link
                  to={notice.link ?? "/erp/notifications"}
                  className={classes.notice}
                  data-unread={!notice.read || undefined}
                  onClick={() => {
                    reading.readOne(notice);
                    setOpened(false);
                  }}
                >
                  <span className={classes.title}>{notice.body}</span>
                  <span className={classes.when}>
                    <DateText value={notice.createdAt} as="ago" />
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        )}
        <Link to="/erp/notifications" className={classes.more} onClick={() => setOpened(false)}>
          {t("center")}
        </Link>
      </Popover.Dropdown>
    </Popover>
  );
}
