import { ActionIcon, Button, SegmentedControl, Select } from "@mantine/core";
import { IconCalendarOff, IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { departmentName, departmentsQuery, meAtWorkQuery } from "@/features/employees/api";
import { may, useMe } from "@/shared/access";
import { dayOf } from "@/shared/format";
import { addDays, isDay, isMonth, monthOf, useDayWords, weekOf, weeksOf } from "@/shared/format/days";
import { usePreferences } from "@/shared/preferences";
import { useTranslation } from "@/shared/text";
import { Empty, Page, usePhone } from "@/shared/ui";
import { useFilters } from "@/shared/ui/filters";
import { Loaded } from "@/shared/ui/loaded";
import { MonthSwitch } from "@/shared/ui/month-switch";
import { Absent } from "./absent";
import { type CalendarDay, calendarQuery } from "./api";
import classes from "./calendar.module.css";
import { useHolidayName } from "./holiday-name";
import { LeaveNav } from "./nav";

function Grid({
  weeks,
  days,
  month,
  today,
}: {
  weeks: string[][];
  days: CalendarDay[];
  month?: string;
  today: string;
}) {
  const { t } = useTranslation("leave");
  const words = useDayWords();
  const holiday = useHolidayName();
  const known = new Map(days.map((day) => [day.date, day]));
  return (
    <table className={classes.grid} aria-label={t("nav.calendar")}>
      <thead>
        <tr>
          {weeks[0]?.map((date) => (
            <th key={date} scope="col">
              {words.weekday(date)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week[0]}>
            {week.map((date) => {
              const day = known.get(date);
              return (
                <td
                  key={date}
                  data-today={date === today || undefined}
                  data-outside={(month !== undefined && !date.startsWith(month)) || undefined}
                  data-tall={weeks.length === 1 || undefined}
                >
                  <div className={classes.head} data-free={day?.holiday ? true : undefined}>
                    <time dateTime={date} aria-label={words.day(date)}>
                      {Number(date.slice(8))}
                    </time>
                    {day?.holiday && <span>{holiday(day.holiday)}</span>}
                  </div>
                  <ul className={classes.people}>
                    {day?.absences.map((absence) => (
                      <li key={`${absence.employeeId}:${absence.unit}`}>
                        <Absent absence={absence} reason={weeks.length === 1} />
                      </li>
                    ))}
                  </ul>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Agenda({ days, today }: { days: CalendarDay[]; today: string }) {
  const { t } = useTranslation("leave");
  const words = useDayWords();
  const holiday = useHolidayName();
  const shown = days.filter((day) => day.holiday || day.absences.length > 0);
  if (shown.length === 0)
    return (
      <Empty icon={IconCalendarOff} title={t("calendar.none")}>
        {t("calendar.noneText")}
      </Empty>
    );
  return (
    <ul className={classes.agenda}>
      {shown.map((day) => (
        <li key={day.date} data-today={day.date === today || undefined}>
          <div className={classes.head} data-free={day.holiday ? true : undefined}>
            <strong>{words.day(day.date)}</strong>
            {day.holiday && <span>{holiday(day.holiday)}</span>}
          </div>
          <ul className={classes.people}>
            {day.absences.map((absence) => (
              <li key={`${absence.employeeId}:${absence.unit}`}>
                <Absent absence={absence} reason />
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}

/** Who is away in one's own team and the teams one looks after; why, only those responsible see. */
export default function CalendarPage() {
  const { t } = useTranslation("leave");
  const phone = usePhone();
  const words = useDayWords();
  const { language } = usePreferences();
  const { values, set } = useFilters();
  const today = dayOf(Date.now());
  const byWeek = values.view === "week";
  const month = isMonth(values.month) ? values.month : monthOf(today);
  const week = weekOf(isDay(values.day) ? values.day : today);
  const weeks = byWeek ? [week] : weeksOf(month);
  const inMonth = (day: CalendarDay) => byWeek || day.date.startsWith(month);
  // HR looks after every department, a head after their own and those below.
  const hr = may(useMe(), ["hr"]);
  const own = useQuery({ ...meAtWorkQuery, enabled: !hr });
  const all = useQuery({ ...departmentsQuery, enabled: hr });
  const managed = hr ? (all.data?.items ?? []) : (own.data?.managedDepartments ?? []);
  const days = useQuery(
    calendarQuery(weeks[0]?.[0] ?? today, weeks.at(-1)?.[6] ?? today, values.department || undefined),
  );
  const step = (count: number) => set({ day: addDays(week[0] ?? today, 7 * count) });
  return (
    <Page title={t("title")}>
      <LeaveNav />
      <div className={classes.bar}>
        {byWeek ? (
          <div className={classes.week}>
            <ActionIcon variant="default" aria-label={t("calendar.previous")} onClick={() => step(-1)}>
              <IconChevronLeft size={18} stroke={1.5} aria-hidden />
            </ActionIcon>
            <strong>{words.span(week[0] ?? today, week[6] ?? today)}</strong>
            <ActionIcon variant="default" aria-label={t("calendar.next")} onClick={() => step(1)}>
              <IconChevronRight size={18} stroke={1.5} aria-hidden />
            </ActionIcon>
            {!week.includes(today) && (
              <Button size="xs" variant="subtle" onClick={() => set({ day: undefined })}>
                {t("calendar.thisWeek")}
              </Button>
            )}
          </div>
        ) : (
          <MonthSwitch
            month={month}
            present={monthOf(today)}
            onChange={(next) => set({ month: next === monthOf(today) ? undefined : next })}
          />
        )}
        <div className={classes.choices}>
          {managed.length > 1 && (
            <Select
              aria-label={t("calendar.department")}
              className={classes.department}
              value={values.department ?? ""}
              onChange={(value) => set({ department: value || undefined })}
              data={[
                { value: "", label: t("calendar.mine") },
                ...managed.map((each) => ({ value: String(each.id), label: departmentName(each, language) })),
              ]}
            />
          )}
          <SegmentedControl
            aria-label={t("calendar.view")}
            value={byWeek ? "week" : "month"}
            onChange={(value) => set({ view: value === "week" ? value : undefined })}
            data={[
              { value: "month", label: t("calendar.month") },
              { value: "week", label: t("calendar.week") },
            ]}
          />
        </div>
      </div>
      <Loaded query={days} rows={10} height={40}>
        {(data) =>
          phone ? (
            <Agenda days={data.filter(inMonth)} today={today} />
          ) : (
            <Grid weeks={weeks} days={data} month={byWeek ? undefined : month} today={today} />
          )
        }
      </Loaded>
      <p className={classes.legend}>{t("calendar.legend")}</p>
    </Page>
  );
}
