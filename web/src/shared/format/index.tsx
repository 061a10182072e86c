import { useTranslation } from "@/shared/text";
import { type Moment, moment, useFormat } from "./format";

export { dayOf, type Format, formatFor, type Moment, moment, useFormat } from "./format";

/** A date that machines read too; `ago` speaks relatively under a day and keeps the exact time as a tooltip. */
export function DateText({
  value,
  as = "date",
}: {
  value: Moment | null | undefined;
  as?: "date" | "dateTime" | "time" | "ago";
}) {
  const format = useFormat();
  if (value === null || value === undefined || value === "") return <span aria-hidden>–</span>;
  return (
    <time
      className="tabular"
      dateTime={moment(value).toISOString()}
      title={as === "ago" ? format.dateTime(value) : undefined}
    >
      {format[as](value)}
    </time>
  );
}

export function Money({ value, currency }: { value: number | string | null | undefined; currency?: string }) {
  const format = useFormat();
  if (value === null || value === undefined || value === "") return <span aria-hidden>–</span>;
  return <span className="tabular">{format.money(value, currency)}</span>;
}

/** `1.5일`; pass `minutes` of the ledger with the day's length instead of days where that is what is known. */
export function Days({
  value,
  minutes,
  dayMinutes = 480,
  signed = false,
}: {
  value?: number | null;
  minutes?: number;
  dayMinutes?: number;
  signed?: boolean;
}) {
  const { t } = useTranslation("shared");
  const format = useFormat();
  const days = value ?? (minutes === undefined ? undefined : minutes / dayMinutes);
  if (days === undefined) return <span aria-hidden>–</span>;
  const sign = days < 0 ? "−" : signed && days > 0 ? "+" : "";
  return (
    <span className="tabular">
      {sign + t("days", { count: Math.abs(days), value: format.days(Math.abs(days)) })}
    </span>
  );
}
