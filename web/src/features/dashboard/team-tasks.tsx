import { IconChevronRight, IconClockEdit, IconTrophy } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { decidingQuery } from "@/features/attendance/api";
import { questsQuery } from "@/features/quests/api";
import { may, useMe } from "@/shared/access";
import type { Icon } from "@/shared/feature";
import { useTranslation } from "@/shared/text";
import classes from "./list.module.css";

function Task({
  to,
  search,
  icon: Mark,
  text,
}: {
  to: string;
  search?: Record<string, string>;
  icon: Icon;
  text: string;
}) {
  return (
    <li className={classes.item}>
      <Link to={to} search={(search ?? {}) as never} className={classes.row}>
        <span className={classes.mark}>
          <Mark size={18} stroke={1.5} aria-hidden />
          <span className={classes.title}>{text}</span>
        </span>
        <IconChevronRight size={16} stroke={1.5} aria-hidden />
      </Link>
    </li>
  );
}

/** What the people one looks after wait for, besides papers; nothing while there is none. */
export function TeamTasks() {
  const { t } = useTranslation("dashboard");
  const leads = may(useMe(), ["manager"]);
  const corrections = useQuery(decidingQuery);
  const quests = useInfiniteQuery({ ...questsQuery, enabled: leads });
  const fixes = corrections.data?.items.length ?? 0;
  const reports = (quests.data?.pages.flatMap((page) => page.items) ?? [])
    .filter((quest) => quest.manages)
    .flatMap((quest) => quest.progressList)
    .filter((step) => step.status === "WAITING_APPROVAL").length;
  if (fixes + reports === 0) return null;
  return (
    <ul className={classes.list}>
      {fixes > 0 && (
        <Task
          to="/erp/attendance/decisions"
          icon={IconClockEdit}
          text={t("waiting.corrections", { count: fixes })}
        />
      )}
      {reports > 0 && (
        <Task
          to="/erp/quests/manage"
          search={{ show: "waiting" }}
          icon={IconTrophy}
          text={t("waiting.quests", { count: reports })}
        />
      )}
    </ul>
  );
}
