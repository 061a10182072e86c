import { useTranslation } from "@/shared/text";

/** `8시간 30분` · `8 h 30 min`. */
export function useDuration(): (minutes: number) => string {
  const { t } = useTranslation("attendance");
  return (minutes) => {
    const whole = Math.max(0, Math.floor(minutes));
    const [hours, rest] = [Math.floor(whole / 60), whole % 60];
    if (hours === 0) return t("duration.minutes", { minutes: rest });
    return rest === 0 ? t("duration.hours", { hours }) : t("duration.both", { hours, minutes: rest });
  };
}
