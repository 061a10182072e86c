import { Button } from "@mantine/core";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { employeeQuery } from "@/features/employees/api";
import { calendarQuery } from "@/features/leave/api";
import { useMe } from "@/shared/access";
import { addMonths, isMonth, monthOf, weekOf, weeksOf } from "@/shared/format/days";
import { useTranslation } from "@/shared/text";
import { Figure, Page, ProblemNote, Section, usePhone } from "@/shared/ui";
import { useFilters } from "@/shared/ui/filters";
import { Loaded } from "@/shared/ui/loaded";
import { MonthSwitch } from "@/shared/ui/month-switch";
import { type DayView, type MonthView, monthQuery } from "./api";
import { worked } from "./clock";
import { CorrectionSheet } from "./correction-sheet";
import { useDuration } from "./duration";
import { MonthCards } from "./month-cards";
import { MonthGrid } from "./month-grid";
import classes from "./month-page.module.css";
import { AttendanceNav } from "./nav";

export interface DayNote {
  holiday: string | null;
  /** One's own leave of that day, by its unit. */
  leave?: string;
}

function useNotes(month: string, employeeId: number | undefined): Map<string, DayNote> {
  const weeks = weeksOf(month);
  const first = weeks[0]?.[0] ?? "";
  const last = weeks.at(-1)?.[6] ?? "";
  const calendar = useQuery(calendarQuery(first, last));
  return new Map(
    (calendar.data ?? []).map((day) => [
      day.date,
      {
        holiday: day.holiday,
        leave: day.absences.find(
          (absence) => absence.employeeId === employeeId && absence.state === "SETTLED",
        )?.unit,
      },
    ]),
  );
}

function Sums({ view, days, month }: { view: MonthView; days: readonly DayView[]; month: string }) {
  const { t } = useTranslation("attendance");
  const duration = useDuration();
  const phone = usePhone();
  const inMonth = worked(view.items, (date) => monthOf(date) === month);
  const week = new Set(weekOf(view.today));
  const thisWeek = worked(days, (date) => week.has(date));
  const today = days.find((day) => day.date === view.today);
  return (
    <div className={classes.sums}>
      {monthOf(view.today) === month && (
        <Figure
          label={t("sum.week")}
          value={duration(thisWeek.minutes)}
          note={phone ? undefined : t(today?.state === "IN_PROGRESS" ? "sum.weekOpen" : "sum.weekNote")}
        />
      )}
      <Figure
        label={t("sum.month")}
        value={duration(inMonth.minutes)}
        note={phone ? undefined : t("sum.monthNote")}
      />
      <Figure
        label={t("sum.days")}
        value={t("sum.daysValue", { count: inMonth.days })}
        note={
          inMonth.missed > 0
            ? t("sum.missed", { count: inMonth.missed })
            : t("card.left", { count: view.progress.left || view.progress.target })
        }
      />
    </div>
  );
}

/** The days of a month: one's own, or of a person one looks after. */
export default function MonthPage() {
  const { t } = useTranslation("attendance");
  const me = useMe();
  const phone = usePhone();
  const { values, set } = useFilters();
  const employeeId = Number(values.employee) || undefined;
  const other = employeeId !== undefined && employeeId !== me.employee_id;
  const asked = isMonth(values.month) ? values.month : undefined;
  const view = useQuery(monthQuery(other ? employeeId : undefined, asked));
  const person = useQuery({ ...employeeQuery(employeeId ?? 0), enabled: other });
  const [correcting, setCorrecting] = useState<{ day?: DayView } | null>(null);
  const month = view.data?.month ?? asked ?? monthOf(new Date().toISOString());
  const present = view.data ? monthOf(view.data.today) : month;
  // The first and the last week reach into the neighbours, whose hours belong to the sums of those weeks.
  const neighbours = useQueries({
    queries: [addMonths(month, -1), addMonths(month, 1)]
      .filter((each) => each <= present)
      .map((each) => ({ ...monthQuery(other ? employeeId : undefined, each), enabled: view.isSuccess })),
    combine: (results) => results.flatMap((result) => result.data?.items ?? []),
  });
  const notes = useNotes(month, employeeId ?? me.employee_id ?? undefined);
  const correct = other ? undefined : (day: DayView) => setCorrecting({ day });
  return (
    <Page
      title={other ? t("titleOf", { name: person.data?.name ?? "" }) : t("title")}
      actions={
        other ? null : (
          <Button variant="default" onClick={() => setCorrecting({})} disabled={!view.data}>
            {t("correction.ask")}
          </Button>
        )
      }
    >
      {!other && <AttendanceNav />}
      <MonthSwitch
        month={month}
        present={present}
        last={present}
        onChange={(next) => set({ month: next === present ? undefined : next })}
      />
      <ProblemNote error={person.error} />
      <Loaded query={view} rows={12} height={32}>
        {(data) => {
          const days = [...data.items, ...neighbours];
          return (
            <>
              <Section>
                <Sums view={data} days={days} month={data.month} />
              </Section>
              {phone ? (
                <MonthCards view={data} notes={notes} correct={correct} />
              ) : (
                <MonthGrid view={data} days={days} notes={notes} correct={correct} />
              )}
            </>
          );
        }}
      </Loaded>
      {view.data && (
        <CorrectionSheet
          opened={correcting !== null}
          onClose={() => setCorrecting(null)}
          day={correcting?.day}
          today={view.data.today}
        />
      )}
    </Page>
  );
}
