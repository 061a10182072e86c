import {
  IconArrowBackUp,
  IconBan,
  IconCircleCheck,
  IconCircleX,
  IconClock,
  IconPencil,
} from "@tabler/icons-react";
import type { Icon } from "@/shared/feature";
import { useTranslation } from "@/shared/text";
import { Status, type StatusTone } from "@/shared/ui";
import type { DocumentState } from "./api";

const MARKS: Record<DocumentState, { tone: StatusTone; icon: Icon }> = {
  DRAFT: { tone: "neutral", icon: IconPencil },
  IN_PROGRESS: { tone: "accent", icon: IconClock },
  APPROVED: { tone: "positive", icon: IconCircleCheck },
  REJECTED: { tone: "critical", icon: IconCircleX },
  RECALLED: { tone: "caution", icon: IconArrowBackUp },
  VOIDED: { tone: "neutral", icon: IconBan },
  DISCARDED: { tone: "neutral", icon: IconBan },
};

/** The state of a paper in a word with its own sign. */
export function DocumentStatus({ state }: { state: DocumentState }) {
  const { t } = useTranslation("approvals");
  const { tone, icon } = MARKS[state];
  return (
    <Status tone={tone} icon={icon}>
      {t(`state.${state}`)}
    </Status>
  );
}
