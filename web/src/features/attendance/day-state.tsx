import { IconAlertTriangle, IconCircleCheck, IconClockEdit, IconPlayerPlay } from "@tabler/icons-react";
import { useTranslation } from "@/shared/text";
import { Status } from "@/shared/ui";
import type { Correction, DayView } from "./api";

/** The state of a day in a word; nothing for a day without a record. */
export function DayStatus({ day }: { day: Pick<DayView, "state" | "provisional"> }) {
  const { t } = useTranslation("attendance");
  if (day.provisional)
    return (
      <Status tone="accent" icon={IconClockEdit}>
        {t("state.provisional")}
      </Status>
    );
  if (day.state === "IN_PROGRESS")
    return (
      <Status tone="positive" icon={IconPlayerPlay}>
        {t("state.IN_PROGRESS")}
      </Status>
    );
  if (day.state === "MISSED")
    return (
      <Status tone="caution" icon={IconAlertTriangle}>
        {t("state.MISSED")}
      </Status>
    );
  if (day.state === "COMPLETED")
    return (
      <Status tone="neutral" icon={IconCircleCheck}>
        {t("state.COMPLETED")}
      </Status>
    );
  return null;
}

const TONES = { PENDING: "accent", APPROVED: "positive", REJECTED: "critical", RECALLED: "neutral" } as const;

export function CorrectionStatus({ state }: { state: Correction["state"] }) {
  const { t } = useTranslation("attendance");
  const shown = state ?? "PENDING";
  return <Status tone={TONES[shown]}>{t(`correction.state.${shown}`)}</Status>;
}
