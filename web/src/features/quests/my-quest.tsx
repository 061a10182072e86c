import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Days, useFormat } from "@/shared/format";
import { useTranslation } from "@/shared/text";
import { ProblemNote, toast } from "@/shared/ui";
import { claim, complete, type Mine } from "./api";
import classes from "./quest.module.css";
import { ProgressStatus } from "./state";
import { useStep } from "./use-quest";

/** One's own quest with the one thing that may be done about it now. */
export function MyQuest({ quest, brief = false }: { quest: Mine; brief?: boolean }) {
  const { t } = useTranslation("quests");
  const format = useFormat();
  const queries = useQueryClient();
  const report = useStep(complete, () => void toast(t("did.complete")));
  const take = useStep(claim, (claimed) => {
    void toast(
      t("did.claim", {
        days: format.days(claimed.rewardDays),
        balance: format.days(claimed.newLeaveBalance),
      }),
    );
    void queries.invalidateQueries({ queryKey: ["leave"] });
  });
  const reportable = quest.status === "IN_PROGRESS" || quest.status === "REJECTED";
  return (
    <li className={classes.quest}>
      <div className={classes.row}>
        <div className={classes.words}>
          <div className={classes.title}>{quest.title}</div>
          <div className={classes.facts}>
            <ProgressStatus state={quest.status} />
            <span>
              {t("reward")} <Days value={quest.rewardDays} />
            </span>
          </div>
          {!brief && quest.description && <p className={classes.text}>{quest.description}</p>}
          {quest.status === "REJECTED" && quest.reason && (
            <p className={classes.reason}>{t("rejectedFor", { reason: quest.reason })}</p>
          )}
        </div>
        {reportable && (
          <Button
            variant="default"
            size={brief ? "xs" : "sm"}
            loading={report.isPending}
            onClick={() => report.run(quest.questId)}
          >
            {t("complete")}
          </Button>
        )}
        {quest.status === "APPROVED" && (
          <Button size={brief ? "xs" : "sm"} loading={take.isPending} onClick={() => take.run(quest.questId)}>
            {t("claim")}
          </Button>
        )}
      </div>
      <ProblemNote error={report.error ?? take.error} />
    </li>
  );
}
