import { useFormat } from "@/shared/format";
import { useTranslation } from "@/shared/text";
import type { LineStep } from "./line";
import classes from "./stamp-table.module.css";

export interface StampStep extends LineStep {
  state?: string;
  actedBy?: { name: string } | null;
  onBehalfOf?: { name: string } | null;
  decidedAt?: string | null;
  /** 전결, 선결, … when the decision was of a special kind. */
  move?: "FINAL" | "EARLY" | "POST_REVIEW" | null;
}

export interface StampDrafter {
  name: string;
  title?: string | null;
  at?: string | null;
}

const INK: Record<string, "yes" | "no" | "soft"> = {
  APPROVED: "yes",
  AGREED: "yes",
  POST_DONE: "yes",
  REJECTED: "no",
  DISAGREED: "no",
  SKIPPED: "soft",
  CLOSED: "soft",
};

function Mark({ step }: { step: StampStep }) {
  const { t } = useTranslation("shared");
  const state = step.state ?? "WAITING";
  const agreed = state === "APPROVED" && step.role !== "APPROVE";
  const word = t(`line.state.${agreed ? "AGREED" : state}`);
  const ink = INK[state];
  if (!ink) return <span className={classes.pending}>{word}</span>;
  return (
    <span className={classes.stamp} data-ink={ink}>
      {word}
    </span>
  );
}

/** The 결재란: one cell per step with title, name, stamp, date; a substitute's decision carries both names. */
export function StampTable({ steps, drafter }: { steps: readonly StampStep[]; drafter?: StampDrafter }) {
  const { t } = useTranslation("shared");
  const format = useFormat();
  const day = (value: string | null | undefined) =>
    value ? format.date(value, { weekday: false, year: false }) : "";
  return (
    <div className={classes.scroll} role="group" aria-label={t("line.caption")} tabIndex={0}>
      <ul className={classes.table}>
        {drafter && (
          <li className={classes.cell}>
            <span className={classes.title}>{drafter.title || t("line.drafter")}</span>
            <span className={classes.mark}>
              <span className={classes.stamp} data-ink="yes">
                {t("line.drafter")}
              </span>
            </span>
            <span className={classes.name}>{drafter.name}</span>
            <span className={classes.date}>{day(drafter.at)}</span>
          </li>
        )}
        {steps.map((step, at) => {
          const delegated = step.onBehalfOf && step.actedBy && step.onBehalfOf.name !== step.actedBy.name;
          const kind =
            step.move === "FINAL" ? t("line.final") : step.move === "EARLY" ? t("line.early") : null;
          return (
            <li key={step.id ?? at} className={classes.cell} data-state={step.state}>
              <span className={classes.title}>
                {step.approver.title || t(`line.role.${step.role}`)}
                {step.role !== "APPROVE" && step.approver.title && (
                  <span className={classes.role}>{t(`line.role.${step.role}`)}</span>
                )}
              </span>
              <span className={classes.mark}>
                <Mark step={step} />
                {kind && <span className={classes.kind}>{kind}</span>}
              </span>
              <span className={classes.name}>
                {delegated && step.actedBy ? (
                  <>
                    {step.actedBy.name}
                    <span className={classes.original}>
                      {t("line.forWhom", { name: step.onBehalfOf?.name })}
                    </span>
                  </>
                ) : (
                  step.approver.name
                )}
              </span>
              <span className={classes.date}>{day(step.decidedAt)}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
