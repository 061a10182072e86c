import { IconAlertTriangle, IconFileAlert, IconHourglassLow } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { boxQuery } from "@/features/approvals/api";
import { monthQuery } from "@/features/attendance/api";
import { OneTap } from "@/features/attendance/public";
import { balanceQuery } from "@/features/leave/api";
import { DateText, Days, moment } from "@/shared/format";
import { useDayWords } from "@/shared/format/days";
import { useTranslation } from "@/shared/text";
import { Section, usePhone } from "@/shared/ui";
import { Loaded } from "@/shared/ui/loaded";
import classes from "./list.module.css";

const SOON_MS = 3 * 86_400_000;

interface Matter {
  key: string;
  at: number;
  row: ReactNode;
}

/** What has a date: days without an end, papers about to be late, leave about to expire. */
export function Due() {
  const { t } = useTranslation("dashboard");
  const words = useDayWords();
  const phone = usePhone();
  const month = useQuery(monthQuery());
  const balance = useQuery(balanceQuery());
  const waiting = useInfiniteQuery(boxQuery("waiting", 5));
  const missed: Matter[] = (month.data?.items ?? [])
    .filter((day) => day.state === "MISSED" && !day.provisional)
    .map((day) => ({
      key: day.date,
      at: moment(day.date).getTime(),
      row: (
        <div className={classes.row}>
          <span className={classes.mark}>
            <IconAlertTriangle size={18} stroke={1.5} aria-hidden />
            <span className={classes.words}>
              <span className={classes.title}>{t("due.missed")}</span>
              <span className={classes.note}>{words.day(day.date)}</span>
            </span>
          </span>
          <span className={classes.side}>
            <OneTap day={day} />
          </span>
        </div>
      ),
    }));
  const late: Matter[] = (waiting.data?.pages[0]?.items ?? []).flatMap((item) => {
    const at = item.dueAt ? moment(item.dueAt).getTime() : Number.NaN;
    if (!(at < Date.now() + SOON_MS)) return [];
    return {
      key: item.documentId,
      at,
      row: (
        <Link to={`/erp/documents/${item.documentId}` as string} className={classes.row}>
          <span className={classes.mark}>
            <IconFileAlert size={18} stroke={1.5} aria-hidden />
            <span className={classes.words}>
              <span className={classes.title}>{item.title}</span>
              <span className={classes.note}>{t(at < Date.now() ? "due.over" : "due.soon")}</span>
            </span>
          </span>
          <span className={classes.side}>
            <DateText value={item.dueAt} as="dateTime" />
          </span>
        </Link>
      ),
    };
  });
  const expiring: Matter[] = (balance.data?.expiring ?? []).map((each) => ({
    key: each.grantId,
    at: moment(each.lastDay).getTime(),
    row: (
      <Link to="/erp/leave" className={classes.row}>
        <span className={classes.mark}>
          <IconHourglassLow size={18} stroke={1.5} aria-hidden />
          <span className={classes.words}>
            <span className={classes.title}>
              {t(`leave:bucket.${each.bucket}`)} <Days value={each.days} /> {t("due.expires")}
            </span>
          </span>
        </span>
        <span className={classes.side}>
          <DateText value={each.lastDay} />
        </span>
      </Link>
    ),
  }));
  const matters = [...missed, ...late, ...expiring].sort((a, b) => a.at - b.at).slice(0, 6);
  // A phone shows it second; an empty one would only push the rest down.
  if (phone && month.isSuccess && matters.length === 0) return null;
  return (
    <Section title={t("due.title")}>
      <Loaded query={month} rows={3} height={28}>
        {() =>
          matters.length === 0 ? (
            <p className={classes.none}>{t("due.none")}</p>
          ) : (
            <ul className={classes.list}>
              {matters.map((matter) => (
                <li key={matter.key} className={classes.item}>
                  {matter.row}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  );
}
