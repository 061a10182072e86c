import { Radio, Stack } from "@mantine/core";
import { useState } from "react";
import { useFormat } from "@/shared/format";
import { useTranslation } from "@/shared/text";
import { ConfirmSheet, Note } from "@/shared/ui";
import type { Approver } from "@/shared/ui/line";
import { PersonPicker } from "@/shared/ui/person-picker";
import type { DocumentView } from "./api";
import classes from "./move-sheet.module.css";
import { type Move, type MoveName, returnTargets, stepsOf } from "./moves";
import { usePeople } from "./people";
import type { Words } from "./use-move";
import { useServerWords } from "./words";

const REASONED: ReadonlySet<MoveName> = new Set(["REJECT", "RETURN", "HOLD", "SEND_BACK"]);
const WORDLESS: ReadonlySet<MoveName> = new Set(["ASSIGN"]);
const GRAVE: ReadonlySet<MoveName> = new Set(["REJECT", "SEND_BACK", "RECALL", "DISCARD"]);

/** Moves that happen at once; all others are looked at once more. */
export const AT_ONCE: ReadonlySet<MoveName> = new Set([
  "CONFIRM",
  "ACCEPT",
  "ACKNOWLEDGE",
  "RESUME",
  "COPY",
  "REDRAFT",
]);

function Summary({ document }: { document: DocumentView }) {
  const format = useFormat();
  const amount = Number(document.amount);
  return (
    <div className={classes.summary}>
      <strong>{document.title}</strong>
      <span>
        {document.drafterName}
        {amount > 0 && ` · ${format.money(document.amount)}`}
      </span>
    </div>
  );
}

/** What a decision does to the others in the line, where that is not plain. */
function Effect({ document, move }: { document: DocumentView; move: Move }) {
  const { t } = useTranslation("approvals");
  const steps = stepsOf(document.line.groups);
  const own = steps.findIndex((step) => step.id === move.stepId);
  const open = (step: (typeof steps)[number]) => ["WAITING", "ACTIVE", "HELD"].includes(step.state);
  const names = (all: typeof steps) => all.map((step) => step.approverName).join(", ");
  if (move.name === "FINAL") {
    const skipped = steps.filter((step, at) => at !== own && open(step));
    return (
      <p className={classes.text}>
        {skipped.length > 0 ? t("sheet.final", { names: names(skipped) }) : t("sheet.finalAlone")}
      </p>
    );
  }
  if (move.name === "EARLY") {
    return (
      <p className={classes.text}>{t("sheet.early", { names: names(steps.slice(0, own).filter(open)) })}</p>
    );
  }
  const text = t(`move.${move.name}.text`, { defaultValue: "" });
  return text ? <p className={classes.text}>{text}</p> : null;
}

/** Asks for what a move needs: a reason, where to send it back, who takes it on. */
export function MoveSheet({
  document,
  move,
  standsFor,
  onClose,
  run,
}: {
  document: DocumentView;
  move: Move | null;
  /** The giver's name, where the reader decides in their place. */
  standsFor?: string;
  onClose: () => void;
  run: (move: Move, words: Words) => Promise<unknown>;
}) {
  const { t } = useTranslation("approvals");
  const say = useServerWords();
  const find = usePeople();
  const [target, setTarget] = useState<string>();
  const [opinion, setOpinion] = useState("agree");
  const [assignee, setAssignee] = useState<Approver | null>(null);
  // What is being closed keeps its words until it is gone.
  const [last, setLast] = useState<Move | null>(null);
  const shown = move ?? last;
  if (move && move !== last) setLast(move);
  if (!shown) return null;

  const targets = shown.name === "RETURN" ? returnTargets(document.line.groups, shown.stepId) : [];
  const chosen = target ?? (targets.length === 1 ? targets[0]?.id : undefined);
  const lacking = (targets.length > 1 && !chosen) || (shown.name === "ASSIGN" && !assignee);
  const reasoned = REASONED.has(shown.name);
  const close = () => {
    setTarget(undefined);
    setAssignee(null);
    setOpinion("agree");
    onClose();
  };
  return (
    <ConfirmSheet
      opened={move !== null}
      onClose={close}
      title={t(`move.${shown.name}.name`)}
      action={t(`move.${shown.name}.name`)}
      tone={GRAVE.has(shown.name) ? "critical" : "accent"}
      disabled={!shown.allowed || lacking}
      reason={
        WORDLESS.has(shown.name)
          ? undefined
          : {
              label: reasoned ? t("sheet.reason") : t("sheet.opinion"),
              placeholder: reasoned ? t(`move.${shown.name}.ask`) : t("sheet.opinionHint"),
              required: reasoned,
            }
      }
      run={(comment) =>
        run(shown, {
          comment,
          targetStepId: targets.length > 1 ? chosen : undefined,
          objection: opinion === "object",
          assigneeId: assignee?.id,
        })
      }
    >
      <Stack gap="sm">
        <Summary document={document} />
        {standsFor && <Note tone="accent">{t("sheet.standsFor", { name: standsFor })}</Note>}
        {shown.allowed ? (
          <Effect document={document} move={shown} />
        ) : (
          <Note tone="caution">{say(shown.reason, t("bar.notNow"))}</Note>
        )}
        {targets.length === 1 && targets[0] && (
          <p className={classes.text}>{t("sheet.backTo", { name: targets[0].approverName })}</p>
        )}
        {targets.length > 1 && (
          <Radio.Group label={t("sheet.backWhere")} value={chosen ?? ""} onChange={setTarget}>
            <Stack gap="xs" mt="xs">
              {targets.map((step) => (
                <Radio
                  key={step.id}
                  value={step.id}
                  label={`${step.approverName} ${step.approverTitle}`.trim()}
                />
              ))}
            </Stack>
          </Radio.Group>
        )}
        {shown.name === "POST_REVIEW" && (
          <Radio.Group label={t("sheet.postReview")} value={opinion} onChange={setOpinion}>
            <Stack gap="xs" mt="xs">
              <Radio value="agree" label={t("sheet.postAgree")} />
              <Radio value="object" label={t("sheet.postObject")} />
            </Stack>
          </Radio.Group>
        )}
        {shown.name === "ASSIGN" && (
          <PersonPicker
            label={t("sheet.assignee")}
            find={find}
            picked={assignee}
            onPick={setAssignee}
            required
          />
        )}
      </Stack>
    </ConfirmSheet>
  );
}
