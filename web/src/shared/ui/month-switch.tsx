import { ActionIcon, Button } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { addMonths, useDayWords } from "@/shared/format/days";
import { useTranslation } from "@/shared/text";
import classes from "./month-switch.module.css";

/** `‹ 2026년 11월 ›` with a way back to the present month. */
export function MonthSwitch({
  month,
  present,
  last,
  onChange,
}: {
  month: string;
  present: string;
  /** No month after this one can be chosen. */
  last?: string;
  onChange: (month: string) => void;
}) {
  const { t } = useTranslation("shared");
  const words = useDayWords();
  return (
    <div className={classes.bar}>
      <ActionIcon
        variant="default"
        aria-label={t("month.previous")}
        onClick={() => onChange(addMonths(month, -1))}
      >
        <IconChevronLeft size={18} stroke={1.5} aria-hidden />
      </ActionIcon>
      <span className={classes.month} aria-live="polite">
        {words.month(month)}
      </span>
      <ActionIcon
        variant="default"
        aria-label={t("month.next")}
        disabled={last !== undefined && month >= last}
        onClick={() => onChange(addMonths(month, 1))}
      >
        <IconChevronRight size={18} stroke={1.5} aria-hidden />
      </ActionIcon>
      {month !== present && (
        <Button size="xs" variant="subtle" onClick={() => onChange(present)}>
          {t("month.present")}
        </Button>
      )}
    </div>
  );
}
