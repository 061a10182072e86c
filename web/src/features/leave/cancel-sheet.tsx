import { Checkbox } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useCommand } from "@/shared/api";
import { dayOf } from "@/shared/format";
import { useDayWords } from "@/shared/format/days";
import { useTranslation } from "@/shared/text";
import { ConfirmSheet, toast } from "@/shared/ui";
import { cancellable } from "./amount";
import { cancelRequest, type RequestView } from "./api";
import classes from "./requests.module.css";

/** Gives days of an approved leave back by a 취소 document: all that are not over, or some of them. */
export function CancelSheet({ leave, onClose }: { leave: RequestView | null; onClose: () => void }) {
  const { t } = useTranslation("leave");
  const words = useDayWords();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const days = leave ? cancellable(leave, dayOf(Date.now()), false) : [];
  const taken = leave?.counted.filter((day) => (day.end ?? 0) > (day.begin ?? 0)).length ?? 0;
  const [chosen, setChosen] = useState<readonly string[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a sheet opened for another leave begins with all its days.
  useEffect(() => setChosen(days), [leave]);
  const cancel = useCommand(
    ({ id, ...body }: { id: number; reason: string; dates?: string[] }, call) =>
      cancelRequest(id, body, call),
    {
      onSuccess: async ({ documentId }) => {
        void queries.invalidateQueries({ queryKey: ["leave"] });
        void queries.invalidateQueries({ queryKey: ["approvals"] });
        void toast(t("cancel.done"));
        await navigate({ to: `/erp/documents/${documentId}` as string });
      },
    },
  );
  return (
    <ConfirmSheet
      opened={leave !== null}
      onClose={onClose}
      title={t("cancel.title")}
      action={t("cancel.submit")}
      disabled={chosen.length === 0}
      reason={{ required: true, placeholder: t("cancel.reason") }}
      run={(reason) =>
        cancel.runAsync({
          id: leave?.id ?? 0,
          reason,
          ...(chosen.length === taken ? {} : { dates: [...chosen].sort() }),
        })
      }
    >
      <p className={classes.text}>{t("cancel.text")}</p>
      <div className={classes.days}>
        {days.map((day) => (
          <Checkbox
            key={day}
            label={words.day(day)}
            checked={chosen.includes(day)}
            onChange={(event) => {
              const on = event.currentTarget.checked;
              setChosen((before) => (on ? [...before, day] : before.filter((one) => one !== day)));
            }}
          />
        ))}
      </div>
    </ConfirmSheet>
  );
}
