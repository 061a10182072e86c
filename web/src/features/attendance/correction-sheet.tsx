import { Checkbox, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useCommand } from "@/shared/api";
import { isDay, useDayWords } from "@/shared/format/days";
import { useTranslation } from "@/shared/text";
import { ConfirmSheet, toast } from "@/shared/ui";
import { askCorrection, type DayView, type NewCorrection } from "./api";
import { clockOf, endsNextDay, isClock, timesOf } from "./clock";
import classes from "./correction-sheet.module.css";

/** Proposes other times of a day; what was typed stays when it is refused. */
export function CorrectionSheet({
  opened,
  onClose,
  day,
  today,
}: {
  opened: boolean;
  onClose: () => void;
  /** The day as recorded; without it the date is chosen here. */
  day?: DayView;
  today: string;
}) {
  const { t } = useTranslation("attendance");
  const words = useDayWords();
  const queries = useQueryClient();
  const [date, setDate] = useState(day?.date ?? "");
  const [begin, setBegin] = useState("");
  const [end, setEnd] = useState("");
  const [withdrawn, setWithdrawn] = useState(false);
  useEffect(() => {
    if (!opened) return;
    const out = day?.checkOut ?? day?.suggestedCheckOut;
    setDate(day?.date ?? "");
    setBegin(day?.checkIn ? clockOf(day.checkIn) : "");
    setEnd(out ? clockOf(out) : "");
    setWithdrawn(false);
  }, [opened, day]);
  const ask = useCommand((body: NewCorrection, call) => askCorrection(body, call), {
    onSuccess: () => {
      void toast(t("correction.asked"));
      return queries.invalidateQueries({ queryKey: ["attendance"] });
    },
  });
  const times = timesOf(date, begin, end);
  const ready = isDay(date) && date <= today && (withdrawn || times !== null);
  return (
    <ConfirmSheet
      opened={opened}
      onClose={onClose}
      title={day ? t("correction.titleOf", { day: words.day(day.date) }) : t("correction.title")}
      action={t("correction.submit")}
      disabled={!ready}
      reason={{ required: true, label: t("correction.reason"), placeholder: t("correction.reasonHint") }}
      run={(reason) => ask.runAsync({ date, reason, ...(withdrawn ? { withdrawn } : times) })}
    >
      <div className={classes.fields}>
        {!day && (
          <TextInput
            type="date"
            label={t("correction.date")}
            max={today}
            value={date}
            error={date > today ? t("correction.future") : undefined}
            onChange={(event) => setDate(event.currentTarget.value)}
          />
        )}
        {!withdrawn && (
          <div className={classes.times}>
            <TextInput
              type="time"
              label={t("checkIn")}
              value={begin}
              onChange={(event) => setBegin(event.currentTarget.value)}
            />
            <TextInput
              type="time"
              label={t("checkOut")}
              description={
                isClock(begin) && isClock(end) && endsNextDay(begin, end)
                  ? t("correction.nextDay")
                  : undefined
              }
              inputWrapperOrder={["label", "input", "description", "error"]}
              value={end}
              onChange={(event) => setEnd(event.currentTarget.value)}
            />
          </div>
        )}
        {day && day.state !== "ABSENT" && (
          <Checkbox
            label={t("correction.withdrawn")}
            checked={withdrawn}
            onChange={(event) => setWithdrawn(event.currentTarget.checked)}
          />
        )}
        <p className={classes.hint}>{t("correction.lead")}</p>
      </div>
    </ConfirmSheet>
  );
}
