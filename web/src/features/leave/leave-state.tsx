import { useTranslation } from "@/shared/text";
import { Status } from "@/shared/ui";
import type { LeaveState } from "./api";

const TONES = {
  HELD: "neutral",
  RESERVED: "accent",
  SETTLED: "positive",
  RELEASED: "critical",
  LAPSED: "neutral",
  CANCELLED: "neutral",
} as const;

export function LeaveStatus({ state }: { state: LeaveState }) {
  const { t } = useTranslation("leave");
  return <Status tone={TONES[state]}>{t(`state.${state}`)}</Status>;
}
