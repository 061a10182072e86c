import { SegmentedControl } from "@mantine/core";
import { DatePicker, DatesProvider } from "@mantine/dates";
import "@mantine/dates/styles.layer.css";
import "dayjs/locale/ko";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { calendarQuery, type LeavePreview, previewQuery, type Unit } from "@/features/leave/api";
import { useHolidayName } from "@/features/leave/public";
import { Days, dayOf, useFormat } from "@/shared/format";
import { usePreferences } from "@/shared/preferences";
import { useTranslation } from "@/shared/text";
import { Note, ProblemNote } from "@/shared/ui";
import type { Form } from "./api";
import type { Values } from "./fields";
import { useFormWords } from "./forms";
import classes from "./leave-fields.module.css";
import { useServerWords } from "./words";

const lastDayOf = (month: string): string => {
  const [year = 0, number = 0] = month.split("-").map(Number);
  return `${month}-${new Date(Date.UTC(year, number, 0)).getUTCDate()}`;
};

/** What a draft can say of a leave; hours need a time of day, which is asked for on the leave screen. */
const UNITS: readonly Unit[] = ["DAY", "HALF_AM", "HALF_PM", "QUARTER"];

function Counted({ preview }: { preview: LeavePreview }) {
  const { t } = useTranslation("approvals");
  const format = useFormat();
  const holiday = useHolidayName();
  const say = useServerWords();
  const free = preview.days.filter((day) => day.reason);
  return (
    <div className={classes.counted}>
      <div className={classes.figures}>
        <div>
          <span>{t("leave.counted")}</span>
          <strong>
            <Days value={preview.countedDays} />
          </strong>
        </div>
        <div>
          <span>{t("leave.balance")}</span>
          <strong>
            <Days value={preview.before} /> → <Days value={preview.after} />
          </strong>
        </div>
      </div>
      {free.length > 0 && (
        <ul className={classes.free}>
          {free.map((day) => (
            <li key={day.date}>
              {format.date(day.date, { year: false })} {holiday(day.reason ?? "")}
            </li>
          ))}
        </ul>
      )}
      {preview.problems?.map((problem) => (
        <Note key={problem.code} tone="critical">
          {say(problem.detail, t(`finding.${problem.code}`, { defaultValue: t("finding.other") }))}
        </Note>
      ))}
    </div>
  );
}

/** The days of a leave: unit, days on a calendar that knows the holidays, and what they cost at once. */
export default function LeaveFields({
  form,
  values,
  errors,
  onChange,
  onTouch,
}: {
  form: Form;
  values: Values;
  errors: ReadonlyMap<string, string>;
  onChange: (part: Values) => void;
  onTouch: (path: string) => void;
}) {
  const { t } = useTranslation(["approvals", "shared"]);
  const words = useFormWords();
  const format = useFormat();
  const { language } = usePreferences();
  const holidayName = useHolidayName();
  const unit = UNITS.find((one) => one === values.unit) ?? "DAY";
  const start = (values.startDate as string) || null;
  const end = (values.endDate as string) || null;
  const spec = form.fields?.find((one) => one.name === "unit");
  const today = dayOf(Date.now());
  const [month, setMonth] = useState((start ?? today).slice(0, 7));
  const holidays = useQuery(calendarQuery(`${month}-01`, lastDayOf(month)));
  const names = new Map(
    holidays.data?.flatMap(({ date, holiday }): [string, string][] => (holiday ? [[date, holiday]] : [])),
  );
  const asked = Boolean(start && end);
  const preview = useQuery({
    ...previewQuery({ startDate: start ?? today, endDate: end ?? today, unit }),
    enabled: asked,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const problem = errors.get("startDate") ?? errors.get("endDate");
  const choose = (from: string | null, to: string | null) => {
    onChange({ startDate: from, endDate: to, unit, leaveDays: null });
    onTouch("endDate");
  };
  const calendar = {
    size: "sm" as const,
    firstDayOfWeek: 0 as const,
    hideOutsideDates: true,
    monthLabelFormat: t("leave.monthFormat"),
    getDayAriaLabel: (date: string) => format.date(date),
    onDateChange: (date: string) => setMonth(date.slice(0, 7)),
    "aria-label": t("leave.days"),
    ariaLabels: { previousMonth: t("shared:month.previous"), nextMonth: t("shared:month.next") },
    getDayProps: (date: string) => ({
      title: names.has(date) ? holidayName(names.get(date) ?? "") : undefined,
      "data-holiday": names.has(date) || undefined,
      "data-sunday": new Date(date).getUTCDay() === 0 || undefined,
    }),
  };
  return (
    <div className={classes.leave}>
      {spec && (
        <div role="group" aria-label={words.field(form, spec)}>
          <SegmentedControl
            fullWidth
            aria-label={words.field(form, spec)}
            data={UNITS.map((value) => ({ value, label: words.option(form, spec, value) }))}
            value={unit}
            onChange={(value) =>
              onChange({ unit: value, startDate: start, endDate: value === "DAY" ? end : start })
            }
          />
        </div>
      )}
      <div className={classes.days}>
        <div id="field-endDate" tabIndex={-1}>
          <div id="field-startDate" tabIndex={-1} className={classes.calendar}>
            <DatesProvider settings={{ locale: language, consistentWeeks: true }}>
              {unit === "DAY" ? (
                <DatePicker
                  {...calendar}
                  type="range"
                  allowSingleDateInRange
                  value={[start, end]}
                  defaultDate={start ?? today}
                  onChange={([from, to]) => choose(from, to)}
                />
              ) : (
                <DatePicker
                  {...calendar}
                  value={start}
                  defaultDate={start ?? today}
                  onChange={(day) => choose(day, day)}
                />
              )}
            </DatesProvider>
          </div>
          {problem && <div className={classes.error}>{problem}</div>}
        </div>
        <div className={classes.beside} aria-live="polite">
          {!asked ? (
            <p className={classes.hint}>{start ? t("leave.pickEnd") : t("leave.pick")}</p>
          ) : preview.data ? (
            <>
              <Span start={start} end={end} />
              <Counted preview={preview.data} />
            </>
          ) : (
            <ProblemNote error={preview.error} retry={preview.refetch} />
          )}
        </div>
      </div>
    </div>
  );
}

function Span({ start, end }: { start: string | null; end: string | null }) {
  const format = useFormat();
  if (!start || !end) return null;
  return (
    <div className={classes.span}>
      {format.date(start)}
      {start !== end && ` – ${format.date(end, { year: start.slice(0, 4) !== end.slice(0, 4) })}`}
    </div>
  );
}
