import { Button, SegmentedControl, Skeleton, Textarea, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useMe } from "@/shared/access";
import { isProblem, useCommand } from "@/shared/api";
import { dayOf } from "@/shared/format";
import { daysIn, isDay, monthOf } from "@/shared/format/days";
import { useTranslation } from "@/shared/text";
import { ActionBar, Form, Page, ProblemNote, Section, toast, usePhone } from "@/shared/ui";
import { useFilters } from "@/shared/ui/filters";
import { PARTIAL } from "./amount";
import { balanceQuery, type NewRequest, previewQuery, request, type Unit } from "./api";
import { Preview } from "./preview";
import classes from "./request.module.css";

const RangeCalendar = lazy(() => import("./range-calendar"));

const UNITS = ["DAY", "HALF_AM", "HALF_PM", "QUARTER"] as const satisfies readonly Unit[];

/** Asking for leave: the days, the unit, and at once what it would cost. */
export default function RequestPage() {
  const { t } = useTranslation("leave");
  const me = useMe();
  const phone = usePhone();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { values } = useFilters();
  const today = dayOf(Date.now());
  const [unit, setUnit] = useState<Unit>("DAY");
  const [from, setFrom] = useState(isDay(values.from) ? values.from : "");
  const [to, setTo] = useState(isDay(values.to) ? values.to : "");
  // The calendar turns to the month of a day that was typed.
  const [shown, setShown] = useState("");
  const [clock, setClock] = useState("");
  const [reason, setReason] = useState("");
  const partial = PARTIAL.includes(unit);
  const end = partial ? from : to || from;
  const wrong = isDay(from) && isDay(end) && daysIn(from, end) === 0;
  const ask: NewRequest | null =
    isDay(from) && isDay(end) && !wrong
      ? {
          startDate: from,
          endDate: end,
          unit,
          ...(unit === "QUARTER" && clock ? { startTime: `${clock}:00` } : {}),
        }
      : null;
  const [settled] = useDebouncedValue(ask, 250, { leading: true });
  const preview = useQuery({
    ...previewQuery(settled ?? { startDate: today, endDate: today }),
    enabled: settled !== null,
    placeholderData: keepPreviousData,
  });
  const balance = useQuery(balanceQuery());
  const submit = useCommand((body: NewRequest, call) => request(body, call), {
    onSuccess: async (made) => {
      void queries.invalidateQueries({ queryKey: ["leave"] });
      void queries.invalidateQueries({ queryKey: ["approvals"] });
      void queries.invalidateQueries({ queryKey: ["counts"] });
      void toast(t("ask.done"));
      await navigate(
        made.documentId
          ? { to: `/erp/documents/${made.documentId}` as string }
          : { to: "/erp/leave/requests" },
      );
    },
    // Somebody else, or another tab, changed what the preview was counted with.
    onError: (problem) => isProblem(problem) && problem.status === 409 && void preview.refetch(),
  });
  const same = JSON.stringify(settled) === JSON.stringify(ask);
  const blocked =
    !ask || !same || !preview.data || preview.isError || (preview.data.problems ?? []).length > 0;
  return (
    <Page title={t("ask.title")} lead={t("ask.lead")}>
      <Form
        label={t("ask.title")}
        busy={submit.isPending}
        onSubmit={() => ask && !blocked && submit.run({ ...ask, reason: reason.trim() })}
      >
        <div className={classes.columns}>
          <Section>
            <div className={classes.fields}>
              <div>
                <div className={classes.label} id="leave-unit">
                  {t("unit.label")}
                </div>
                <SegmentedControl
                  fullWidth
                  aria-labelledby="leave-unit"
                  value={unit}
                  onChange={(value) => setUnit(value as Unit)}
                  data={UNITS.map((value) => ({ value, label: t(`unit.${value}`) }))}
                />
              </div>
              {!phone && (
                <Suspense fallback={<Skeleton height={360} />}>
                  <RangeCalendar
                    key={shown}
                    from={from}
                    to={partial ? from : to}
                    single={partial}
                    today={today}
                    self={me.employee_id ?? undefined}
                    choose={(first, last) => {
                      setFrom(first);
                      setTo(last);
                    }}
                  />
                </Suspense>
              )}
              <div className={classes.dates}>
                <TextInput
                  type="date"
                  required
                  label={partial ? t("ask.day") : t("ask.from")}
                  value={from}
                  onChange={(event) => {
                    const day = event.currentTarget.value;
                    setFrom(day);
                    if (!to || to < day) setTo(day);
                    if (isDay(day)) setShown(monthOf(day));
                  }}
                />
                {!partial && (
                  <TextInput
                    type="date"
                    required
                    label={t("ask.to")}
                    min={from || undefined}
                    value={to}
                    error={wrong ? t("ask.wrong") : undefined}
                    onChange={(event) => setTo(event.currentTarget.value)}
                  />
                )}
                {unit === "QUARTER" && (
                  <TextInput
                    type="time"
                    step={1800}
                    label={t("ask.clock")}
                    description={t("ask.clockHelp")}
                    inputWrapperOrder={["label", "input", "description", "error"]}
                    value={clock}
                    onChange={(event) => setClock(event.currentTarget.value)}
                  />
                )}
              </div>
              <Textarea
                label={t("ask.reason")}
                description={t("ask.reasonHelp")}
                inputWrapperOrder={["label", "input", "description", "error"]}
                maxLength={500}
                value={reason}
                onChange={(event) => setReason(event.currentTarget.value)}
              />
            </div>
          </Section>
          <Section title={t("ask.preview")}>
            <Preview
              ask={ask}
              query={preview}
              self={me.employee_id ?? undefined}
              dayMinutes={balance.data?.dayMinutes ?? 480}
            />
          </Section>
        </div>
        <ProblemNote error={submit.error} />
        <ActionBar>
          <span className={classes.hint}>{t("ask.submitHint")}</span>
          <Button type="submit" loading={submit.isPending} disabled={blocked}>
            {t("ask.submit")}
          </Button>
        </ActionBar>
      </Form>
    </Page>
  );
}
