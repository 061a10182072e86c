import { Button, SegmentedControl } from "@mantine/core";
import { IconAdjustments, IconBellOff, IconChecks } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { usePreferences } from "@/shared/preferences";
import { useTranslation } from "@/shared/text";
import { Empty, Loading, Page, ProblemNote } from "@/shared/ui";
import { useFilters } from "@/shared/ui/filters";
import { inboxQuery, latestQuery, unreadOf } from "./api";
import classes from "./center.module.css";
import { Days } from "./days";
import { joined, lacks } from "./inbox";
import { LiveState } from "./live-state";
import { useReading } from "./reading";

/** Every notice of the person by day; what arrives appears by itself, above the rest. */
export default function CenterPage() {
  const { t } = useTranslation("notifications");
  const { language } = usePreferences();
  const { values, set } = useFilters();
  const unreadOnly = values.unread === "1";
  const inbox = useInfiniteQuery(inboxQuery(unreadOnly, language));
  const latest = useQuery(latestQuery(language));
  const reading = useReading();

  const pages = inbox.data?.pages ?? [];
  const notices = joined(latest.data, pages, unreadOnly);
  const count = unreadOf(latest.data ?? pages[0]);
  const last = Math.max(latest.data?.seq ?? 0, pages[0]?.seq ?? 0);
  const behind = lacks(latest.data, pages);
  const { refetch } = inbox;
  useEffect(() => {
    if (behind) void refetch();
  }, [behind, refetch]);

  return (
    <Page
      title={t("title")}
      width="reading"
      lead={<LiveState />}
      actions={
        <Button
          component={Link}
          to="/erp/notifications/settings"
          variant="default"
          leftSection={<IconAdjustments size={16} stroke={1.5} aria-hidden />}
        >
          {t("settings")}
        </Button>
      }
    >
      <div className={classes.bar}>
        <SegmentedControl
          aria-label={t("filter")}
          value={unreadOnly ? "unread" : "all"}
          data={[
            { value: "all", label: t("all") },
            { value: "unread", label: count > 0 ? t("unreadCount", { count }) : t("unread") },
          ]}
          onChange={(value) => set({ unread: value === "unread" ? "1" : undefined })}
        />
        <Button
          variant="subtle"
          className={classes.all}
          disabled={count === 0}
          leftSection={<IconChecks size={16} stroke={1.5} aria-hidden />}
          onClick={() => reading.readUpTo(last)}
        >
          {t("readAll")}
        </Button>
      </div>
      {reading.error && <ProblemNote error={reading.error} />}
      {inbox.isPending ? (
        <Loading rows={8} height={48} />
      ) : inbox.isError && notices.length === 0 ? (
        <ProblemNote error={inbox.error} retry={inbox.refetch} />
      ) : notices.length === 0 ? (
        <Empty
          icon={IconBellOff}
          title={t(unreadOnly ? "noneUnread" : "none")}
          action={
            unreadOnly && (
              <Button variant="default" onClick={() => set({ unread: undefined })}>
                {t("showAll")}
              </Button>
            )
          }
        >
          {t(unreadOnly ? "noneUnreadText" : "noneText")}
        </Empty>
      ) : (
        <>
          {inbox.isError && <ProblemNote error={inbox.error} retry={inbox.refetch} />}
          <Days
            notices={notices}
            read={reading.readOne}
            more={inbox.hasNextPage && !inbox.isError ? inbox.fetchNextPage : undefined}
            busy={inbox.isFetchingNextPage}
          />
        </>
      )}
    </Page>
  );
}
