import { IconGift, IconHourglass, IconPlayerPlay, IconRotate, IconThumbUp } from "@tabler/icons-react";
import { useTranslation } from "@/shared/text";
import { Status } from "@/shared/ui";
import type { ProgressState } from "./api";

const LOOKS = {
  IN_PROGRESS: { tone: "accent", icon: IconPlayerPlay },
  WAITING_APPROVAL: { tone: "caution", icon: IconHourglass },
  APPROVED: { tone: "positive", icon: IconThumbUp },
  REJECTED: { tone: "critical", icon: IconRotate },
  CLAIMED: { tone: "neutral", icon: IconGift },
} as const;

export function ProgressStatus({ state }: { state: ProgressState }) {
  const { t } = useTranslation("quests");
  return <Status {...LOOKS[state]}>{t(`state.${state}`)}</Status>;
}
