import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useCommand } from "@/shared/api";
import { useTranslation } from "@/shared/text";
import { ProblemNote, toast } from "@/shared/ui";
import { askCorrection, type DayView } from "./api";
import { clockOf } from "./clock";

/** Asks for the usual end of a day that nobody closed: one press, no form. */
export function OneTap({ day, size = "compact-sm" }: { day: DayView; size?: "compact-sm" | "sm" }) {
  const { t } = useTranslation("attendance");
  const queries = useQueryClient();
  const ask = useCommand((date: string, call) => askCorrection({ date }, call), {
    onSuccess: () => {
      void toast(t("correction.asked"));
      return queries.invalidateQueries({ queryKey: ["attendance"] });
    },
  });
  if (!day.suggestedCheckOut) return null;
  return (
    <>
      <Button size={size} variant="light" loading={ask.isPending} onClick={() => ask.run(day.date)}>
        {t("correction.oneTap", { time: clockOf(day.suggestedCheckOut) })}
      </Button>
      <ProblemNote error={ask.error} />
    </>
  );
}
