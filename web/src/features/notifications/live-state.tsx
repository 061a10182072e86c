import { type Live, useConnection } from "@/shared/api";
import { useTranslation } from "@/shared/text";
import { Status, type StatusTone } from "@/shared/ui";

const TONE: Record<Live, StatusTone> = {
  idle: "neutral",
  connecting: "neutral",
  connected: "positive",
  lost: "caution",
};

/** Whether notices arrive by themselves, and what happens while they do not. */
export function LiveState() {
  const { t } = useTranslation("notifications");
  const { live } = useConnection();
  return (
    <span role="status">
      {t("live.title")} <Status tone={TONE[live]}>{t(`live.${live}`)}</Status>
      {live === "lost" && ` ${t("live.lostText")}`}
    </span>
  );
}
