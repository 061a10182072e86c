import { ActionIcon } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useHolidayName } from "@/features/leave/public";
import { useFormat } from "@/shared/format";
import { useDayWords, weeksOf } from "@/shared/format/days";
import { useTranslation } from "@/shared/text";
import type { DayView, MonthView } from "./api";
import { clockOf, worked } from "./clock";
import { DayStatus } from "./day-state";
import classes from "./month-grid.module.css";
import type { DayNote } from "./month-page";
import { OneTap } from "./one-tap";

function Cell({
  date,
  day,
  note,
  view,
  correct,
}: {
  date: string;
  day: DayView | undefined;
  note: DayNote | undefined;
  view: MonthView;
  correct?: (day: DayView) => void;
}) {
  const { t } = useTranslation("attendance");
  const format = useFormat();
  const words = useDayWords();
  const holiday = useHolidayName();
  const has = day !== undefined && (day.state !== "ABSENT" || day.provisional);
  const open = correct && day && date <= view.today && !day.provisional && day.state !== "IN_PROGRESS";
  return (
    <td
      className={classes.cell}
      data-outside={!date.startsWith(view.month) || undefined}
      data-today={date === view.today || undefined}
      data-provisional={day?.provisional || undefined}
      data-free={note?.holiday ? true : undefined}
    >
      <div className={classes.head}>
        <time dateTime={date} className={classes.number} aria-label={words.day(date)}>
          {Number(date.slice(8))}
        </time>
        {note?.holiday && <span className={classes.holiday}>{holiday(note.holiday)}</span>}
        {open && (
          <ActionIcon
            size="sm"
            className={classes.edit}
            aria-label={t("correction.titleOf", { day: words.day(date) })}
            onClick={() => correct(day)}
          >
            <IconPencil size={14} stroke={1.5} aria-hidden />
          </ActionIcon>
        )}
      </div>
      {note?.leave && <div className={classes.leave}>{t(`leave:unit.${note.leave}`)}</div>}
      {has && day && (
        <div className={classes.body}>
          {day.state === "ABSENT" ? (
            <span className={classes.times}>{t("correction.asNone")}</span>
          ) : (
            <span className={classes.times}>
              {day.checkIn ? clockOf(day.checkIn) : ""} – {day.checkOut ? clockOf(day.checkOut) : ""}
              {day.workMinutes != null && <strong>{format.clock(day.workMinutes)}</strong>}
            </span>
          )}
          {(day.state !== "COMPLETED" || day.provisional) && <DayStatus day={day} />}
          {correct && day.state === "MISSED" && !day.provisional && <OneTap day={day} />}
        </div>
      )}
    </td>
  );
}

/** A month in weeks from Monday, with the hours of each week. */
export function MonthGrid({
  view,
  days,
  notes,
  correct,
}: {
  view: MonthView;
  days: readonly DayView[];
  notes: Map<string, DayNote>;
  correct?: (day: DayView) => void;
}) {
  const { t } = useTranslation("attendance");
  const format = useFormat();
  const words = useDayWords();
  const weeks = weeksOf(view.month);
  const known = new Map(days.map((day) => [day.date, day]));
  return (
    <table className={classes.grid}>
      <caption className={classes.caption}>{words.month(view.month)}</caption>
      <thead>
        <tr>
          {weeks[0]?.map((date) => (
            <th key={date} scope="col">
              {words.weekday(date)}
            </th>
          ))}
          <th scope="col" className={classes.sum}>
            {t("sum.ofWeek")}
          </th>
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => {
          const sum = worked(days, (date) => week.includes(date)).minutes;
          return (
            <tr key={week[0]}>
              {week.map((date) => (
                <Cell
                  key={date}
                  date={date}
                  day={known.get(date)}
                  note={notes.get(date)}
                  view={view}
                  correct={correct}
                />
              ))}
              <td className={classes.sum}>{sum > 0 ? format.clock(sum) : ""}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
