import { ActionIcon } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useHolidayName } from "@/features/leave/public";
import { useFormat } from "@/shared/format";
import { useDayWords, weekdayOf } from "@/shared/format/days";
import { useTranslation } from "@/shared/text";
import { Empty } from "@/shared/ui";
import type { DayView, MonthView } from "./api";
import { clockOf } from "./clock";
import { DayStatus } from "./day-state";
import classes from "./month-cards.module.css";
import type { DayNote } from "./month-page";
import { OneTap } from "./one-tap";

/** The month as a list, newest first, for phones; free days without a record are left out. */
export function MonthCards({
  view,
  notes,
  correct,
}: {
  view: MonthView;
  notes: Map<string, DayNote>;
  correct?: (day: DayView) => void;
}) {
  const { t } = useTranslation("attendance");
  const format = useFormat();
  const words = useDayWords();
  const holiday = useHolidayName();
  const shown = view.items
    .filter((day) => day.date <= view.today)
    .filter((day) => day.state !== "ABSENT" || day.provisional || weekdayOf(day.date) < 5)
    .reverse();
  if (shown.length === 0) return <Empty title={t("none")}>{t("noneText")}</Empty>;
  return (
    <ul className={classes.list}>
      {shown.map((day) => {
        const note = notes.get(day.date);
        const free = note?.leave ? t(`leave:unit.${note.leave}`) : note?.holiday && holiday(note.holiday);
        return (
          <li key={day.date} className={classes.card} data-provisional={day.provisional || undefined}>
            <div className={classes.head}>
              <strong>{words.day(day.date)}</strong>
              {day.state === "ABSENT" && !day.provisional ? (
                <span className={classes.muted}>{free ?? t("state.ABSENT")}</span>
              ) : (
                <DayStatus day={day} />
              )}
            </div>
            {day.state === "ABSENT" && day.provisional && <span>{t("correction.asNone")}</span>}
            <div className={classes.foot}>
              <span className={classes.times}>
                {day.checkIn && `${clockOf(day.checkIn)} – ${day.checkOut ? clockOf(day.checkOut) : ""}`}
              </span>
              {day.workMinutes != null && <strong>{format.clock(day.workMinutes)}</strong>}
              {correct && !day.provisional && day.state !== "IN_PROGRESS" && (
                <ActionIcon
                  size={44}
                  aria-label={t("correction.titleOf", { day: words.day(day.date) })}
                  onClick={() => correct(day)}
                >
                  <IconPencil size={18} stroke={1.5} aria-hidden />
                </ActionIcon>
              )}
            </div>
            {correct && day.state === "MISSED" && !day.provisional && (
              <div className={classes.actions}>
                <OneTap day={day} size="sm" />
              </div>
            )}
          </li>
        );
      })}
    </ul>
  );
}
