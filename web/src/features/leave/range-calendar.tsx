import { DatePicker, DatesProvider } from "@mantine/dates";
import "@mantine/dates/styles.layer.css";
import "dayjs/locale/ko";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { monthOf, weeksOf } from "@/shared/format/days";
import { usePreferences } from "@/shared/preferences";
import { useTranslation } from "@/shared/text";
import { calendarQuery } from "./api";
import { useHolidayName } from "./holiday-name";
import classes from "./range-calendar.module.css";

/** Days on a calendar that shows holidays and marks the days on which somebody of the team is away. */
export default function RangeCalendar({
  from,
  to,
  single,
  today,
  self,
  choose,
}: {
  from: string;
  to: string;
  single: boolean;
  today: string;
  self: number | undefined;
  choose: (from: string, to: string) => void;
}) {
  const { t } = useTranslation("leave");
  const { language } = usePreferences();
  const holiday = useHolidayName();
  const [month, setMonth] = useState(monthOf(from || today));
  const weeks = weeksOf(month);
  const calendar = useQuery(calendarQuery(weeks[0]?.[0] ?? today, weeks.at(-1)?.[6] ?? today));
  const known = new Map((calendar.data ?? []).map((day) => [day.date, day]));
  const shared = {
    size: "md" as const,
    firstDayOfWeek: 1 as const,
    hideOutsideDates: true,
    ariaLabels: {
      previousMonth: t("shared:month.previous"),
      nextMonth: t("shared:month.next"),
    },
    date: `${month}-01`,
    monthLabelFormat: t("ask.monthFormat"),
    onDateChange: (date: string) => setMonth(monthOf(date)),
    getDayProps: (date: string) => {
      const day = known.get(date);
      const away = day?.absences.filter((each) => each.employeeId !== self) ?? [];
      return {
        title:
          [
            ...(day?.holiday ? [holiday(day.holiday)] : []),
            ...(away.length > 0
              ? [t("ask.awayThen", { names: away.map((each) => each.name).join(", ") })]
              : []),
          ].join(" · ") || undefined,
        "data-holiday": day?.holiday ? true : undefined,
        "data-away": away.length > 0 || undefined,
      };
    },
  };
  return (
    <div className={classes.calendar}>
      <DatesProvider settings={{ locale: language, consistentWeeks: true }}>
        {single ? (
          <DatePicker {...shared} value={from || null} onChange={(day) => choose(day ?? "", day ?? "")} />
        ) : (
          <DatePicker
            {...shared}
            type="range"
            allowSingleDateInRange
            value={[from || null, to || null]}
            onChange={([first, last]) => choose(first ?? "", last ?? "")}
          />
        )}
      </DatesProvider>
      <p className={classes.legend}>{t("ask.legend")}</p>
    </div>
  );
}
