import { ActionIcon, Button, MultiSelect, SegmentedControl, Select, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "@/shared/text";
import type { Fields } from "./calculator";
import classes from "./calculator.module.css";

const MONTHS = Array.from({ length: 12 }, (_, n) => String(n + 1).padStart(2, "0"));

export function CalculatorForm({
  form,
  onChange,
}: {
  form: Fields;
  onChange: (part: Partial<Fields>) => void;
}) {
  const { t } = useTranslation("leave");
  const year = (at: number, part: Partial<Fields["attendance"][number]>) =>
    onChange({ attendance: form.attendance.map((one, n) => (n === at ? { ...one, ...part } : one)) });
  const day = (name: "hireDate" | "asOf" | "lastDay", required: boolean) => (
    <TextInput
      type="date"
      label={t(`calculator.${name}`)}
      required={required}
      value={form[name]}
      onChange={(event) => onChange({ [name]: event.currentTarget.value })}
    />
  );
  const number = (name: "weeklyHours" | "fullTimeHours" | "employees") => (
    <TextInput
      inputMode="decimal"
      label={t(`calculator.${name}`)}
      value={form[name]}
      onChange={(event) => onChange({ [name]: event.currentTarget.value })}
    />
  );
  return (
    <div className={classes.form}>
      <SegmentedControl
        fullWidth
        aria-label={t("calculator.method")}
        value={form.method}
        onChange={(value) => onChange({ method: value as Fields["method"] })}
        data={[
          { value: "HIRE_DATE", label: t("calculator.HIRE_DATE") },
          { value: "FISCAL", label: t("calculator.FISCAL") },
        ]}
      />
      <div className={classes.pair}>
        {day("hireDate", true)}
        {day("asOf", true)}
        {day("lastDay", false)}
        {form.method === "FISCAL" && (
          <Select
            label={t("calculator.fiscalMonth")}
            value={form.fiscalMonth}
            onChange={(value) => onChange({ fiscalMonth: value ?? "01" })}
            data={MONTHS.map((month) => ({
              value: month,
              label: t("calculator.monthFirst", { month: Number(month) }),
            }))}
          />
        )}
        {number("weeklyHours")}
        {number("fullTimeHours")}
        {number("employees")}
      </div>
      <MultiSelect
        label={t("calculator.missedMonths")}
        description={t("calculator.missedHelp")}
        value={form.missedMonths}
        onChange={(missedMonths) => onChange({ missedMonths })}
        data={MONTHS.slice(0, 11).map((month) => ({
          value: String(Number(month)),
          label: t("calculator.nthMonth", { nth: Number(month) }),
        }))}
      />
      <div className={classes.years}>
        <div className={classes.yearsHead}>
          <span>{t("calculator.attendance")}</span>
          <Button
            size="xs"
            variant="subtle"
            leftSection={<IconPlus size={14} stroke={1.5} aria-hidden />}
            onClick={() =>
              onChange({
                attendance: [
                  ...form.attendance,
                  { year: String(form.attendance.length + 1), rate: "75", fullMonths: "9" },
                ],
              })
            }
          >
            {t("calculator.addYear")}
          </Button>
        </div>
        <p className={classes.muted}>{t("calculator.attendanceHelp")}</p>
        {form.attendance.map((one, at) => (
          <div key={at} className={classes.year}>
            <TextInput
              inputMode="numeric"
              label={t("calculator.year")}
              value={one.year}
              onChange={(event) => year(at, { year: event.currentTarget.value })}
            />
            <TextInput
              inputMode="decimal"
              label={t("calculator.rate")}
              value={one.rate}
              onChange={(event) => year(at, { rate: event.currentTarget.value })}
            />
            <TextInput
              inputMode="numeric"
              label={t("calculator.fullMonths")}
              value={one.fullMonths}
              onChange={(event) => year(at, { fullMonths: event.currentTarget.value })}
            />
            <ActionIcon
              aria-label={t("calculator.removeYear", { year: one.year })}
              onClick={() => onChange({ attendance: form.attendance.filter((_, n) => n !== at) })}
            >
              <IconTrash size={16} stroke={1.5} aria-hidden />
            </ActionIcon>
          </div>
        ))}
      </div>
    </div>
  );
}
