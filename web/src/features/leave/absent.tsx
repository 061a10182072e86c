import { useTranslation } from "@/shared/text";
import classes from "./absent.module.css";
import type { Absence } from "./api";

/** Somebody away on a day; not yet approved leave is drawn with a broken line and says so. */
export function Absent({ absence, reason = false }: { absence: Absence; reason?: boolean }) {
  const { t } = useTranslation("leave");
  const open = absence.state === "RESERVED" || absence.state === "HELD";
  return (
    <span className={classes.absent} data-open={open || undefined}>
      <span className={classes.name}>{absence.name}</span>
      <span className={classes.unit}>
        {t(`unit.short.${absence.unit}`)}
        {open && ` · ${t("state.RESERVED")}`}
      </span>
      {reason && absence.reason && <span className={classes.unit}>{absence.reason}</span>}
    </span>
  );
}
