import { IconArrowRight } from "@tabler/icons-react";
import { useTranslation } from "@/shared/text";
import type { Correction } from "./api";
import classes from "./change.module.css";
import { clockOf } from "./clock";

const span = (begin: string | null | undefined, end: string | null | undefined) =>
  begin || end ? `${begin ? clockOf(begin) : "?"} – ${end ? clockOf(end) : "?"}` : "";

/** What a correction would change: the recorded times and the proposed ones. */
export function Change({ of }: { of: Correction }) {
  const { t } = useTranslation("attendance");
  return (
    <span className={classes.change}>
      <span className={classes.was}>{span(of.wasCheckIn, of.wasCheckOut) || t("state.ABSENT")}</span>
      <IconArrowRight size={14} stroke={1.5} role="img" aria-label={t("correction.becomes")} />
      <strong>{of.withdrawn ? t("state.ABSENT") : span(of.checkIn, of.checkOut)}</strong>
    </span>
  );
}
