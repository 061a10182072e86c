import { IconArrowRight, IconCalendarCheck, IconCalendarOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Days } from "@/shared/format";
import { daysIn, useDayWords } from "@/shared/format/days";
import { useTranslation } from "@/shared/text";
import { Figure, Loading, Note, ProblemNote } from "@/shared/ui";
import { calendarQuery, type LeavePreview, type NewRequest } from "./api";
import { useHolidayName } from "./holiday-name";
import classes from "./preview.module.css";

const CALENDAR_DAYS = 62;

function Team({ from, to, self }: { from: string; to: string; self: number | undefined }) {
  const { t } = useTranslation("leave");
  const words = useDayWords();
  const calendar = useQuery({
    ...calendarQuery(from, to),
    enabled: daysIn(from, to) > 0 && daysIn(from, to) <= CALENDAR_DAYS,
  });
  const away = (calendar.data ?? [])
    .map((day) => ({ day: day.date, names: day.absences.filter((each) => each.employeeId !== self) }))
    .filter((each) => each.names.length > 0);
  if (away.length === 0) return null;
  return (
    <div>
      <h3 className={classes.head}>{t("ask.team")}</h3>
      <ul className={classes.list}>
        {away.map(({ day, names }) => (
          <li key={day}>
            <span>{words.day(day)}</span>
            <span className={classes.muted}>
              {names.map((each) => `${each.name} ${t(`unit.${each.unit}`)}`).join(", ")}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What submitting would do: every day with its reason, the balance before and after, and what stands against it. */
export function Preview({
  ask,
  query,
  self,
  dayMinutes,
}: {
  ask: NewRequest | null;
  query: {
    data: LeavePreview | undefined;
    isError: boolean;
    error: unknown;
    isFetching: boolean;
    refetch: () => unknown;
  };
  self: number | undefined;
  dayMinutes: number;
}) {
  const { t, i18n } = useTranslation("leave");
  const words = useDayWords();
  const holiday = useHolidayName();
  if (!ask) return <p className={classes.muted}>{t("ask.choose")}</p>;
  if (query.isError) return <ProblemNote error={query.error} retry={query.refetch} />;
  const data = query.data;
  if (!data) return <Loading rows={5} />;
  return (
    <div className={classes.preview} aria-busy={query.isFetching} aria-live="polite">
      <div className={classes.figures}>
        <Figure
          label={t("ask.counted")}
          value={<Days value={data.countedDays} />}
          note={t("ask.countedNote", { count: data.days.length })}
        />
        <Figure
          label={t("ask.balance")}
          value={
            <span className={classes.change}>
              <Days value={data.before} />
              <IconArrowRight size={20} stroke={1.5} role="img" aria-label={t("ask.after")} />
              <span data-short={data.after < 0 || undefined}>
                <Days value={data.after} />
              </span>
            </span>
          }
          note={t("ask.balanceNote")}
        />
      </div>
      {(data.problems ?? []).map((problem) => (
        <Note key={problem.code} tone="critical">
          {i18n.language !== "ko" && i18n.exists(`shared:problem.code.${problem.code}`)
            ? t(`shared:problem.code.${problem.code}`)
            : problem.detail}
        </Note>
      ))}
      <div>
        <h3 className={classes.head}>{t("ask.days")}</h3>
        <ul className={classes.list}>
          {data.days.map((day) => {
            const minutes = (day.end ?? 0) - (day.begin ?? 0);
            const Mark = minutes > 0 ? IconCalendarCheck : IconCalendarOff;
            return (
              <li key={day.date} data-free={minutes === 0 || undefined}>
                <span className={classes.day}>
                  <Mark size={16} stroke={1.5} aria-hidden />
                  {words.day(day.date)}
                </span>
                <span>
                  {minutes > 0 ? (
                    <Days value={minutes / dayMinutes} />
                  ) : (
                    t("ask.notCounted", { reason: day.reason ? holiday(day.reason) : "" })
                  )}
                </span>
              </li>
            );
          })}
        </ul>
      </div>
      <Team from={ask.startDate} to={ask.endDate} self={self} />
    </div>
  );
}
