import {
  IconCheck,
  IconClock,
  IconMinus,
  IconPlayerPause,
  IconProgress,
  IconRotate,
  IconX,
} from "@tabler/icons-react";
import type { Icon } from "@/shared/feature";
import { DateText } from "@/shared/format";
import { useTranslation } from "@/shared/text";
import { PersonName } from "@/shared/ui";
import type { DocumentView, GroupView, StepView } from "./api";
import { useDepartmentName } from "./people";
import classes from "./timeline.module.css";
import { useServerWords } from "./words";

const MARKS: Record<StepView["state"], { icon: Icon; tone: string }> = {
  WAITING: { icon: IconClock, tone: "later" },
  ACTIVE: { icon: IconProgress, tone: "now" },
  HELD: { icon: IconPlayerPause, tone: "held" },
  APPROVED: { icon: IconCheck, tone: "yes" },
  DISAGREED: { icon: IconMinus, tone: "no" },
  REJECTED: { icon: IconX, tone: "no" },
  SKIPPED: { icon: IconMinus, tone: "later" },
  POST_PENDING: { icon: IconRotate, tone: "now" },
  POST_DONE: { icon: IconCheck, tone: "yes" },
  CLOSED: { icon: IconMinus, tone: "later" },
};

function Person({ step }: { step: StepView }) {
  const { t } = useTranslation("approvals");
  const department = useDepartmentName();
  const proxy = step.onBehalfOfName && step.actedByName && step.onBehalfOfName !== step.actedByName;
  return (
    <span className={classes.person}>
      <PersonName
        person={{
          name: proxy ? (step.actedByName ?? "") : step.approverName,
          title: proxy ? step.actedByTitle : step.approverTitle,
          department: proxy ? undefined : department(step.department),
        }}
        department
      />
      {proxy && <span className={classes.proxy}>{t("timeline.proxy", { name: step.onBehalfOfName })}</span>}
    </span>
  );
}

function StepItem({ step }: { step: StepView }) {
  const { t } = useTranslation(["approvals", "shared"]);
  const say = useServerWords();
  const { icon: Mark, tone } = MARKS[step.state];
  const special = step.kind && step.kind !== "NORMAL" && step.kind !== "PROXY" && t(`kind.${step.kind}`);
  const consented = step.state === "APPROVED" && step.role !== "APPROVE";
  const when = step.decidedAt ?? step.heldAt ?? step.activatedAt;
  const open = step.state === "ACTIVE" || step.state === "HELD";
  return (
    <li className={classes.step} data-tone={tone}>
      <span className={classes.mark} aria-hidden>
        <Mark size={14} stroke={2} />
      </span>
      <div className={classes.body}>
        <div className={classes.who}>
          <Person step={step} />
          <span className={classes.state}>
            {step.state === "SKIPPED" && step.skipped
              ? t("timeline.skipped", { why: t(`skip.${step.skipped}`) })
              : t(`shared:line.state.${consented ? "AGREED" : step.state}`)}
          </span>
        </div>
        <div className={classes.facts}>
          <span>{t(`shared:line.role.${step.role}`)}</span>
          {special && <span className={classes.special}>{special}</span>}
          {step.round > 1 && <span>{t("timeline.round", { count: step.round })}</span>}
          {when && <DateText value={when} as="dateTime" />}
          {open && step.dueAt && (
            <span>
              {t("timeline.due")} <DateText value={step.dueAt} as="dateTime" />
            </span>
          )}
        </div>
        {step.comment && <p className={classes.comment}>{step.comment}</p>}
        {step.objection && <p className={classes.comment}>{t("timeline.objection")}</p>}
        {step.why && !step.decidedAt && (
          <div className={classes.why}>{say(step.why, t(`why.${step.whyRule}`, { defaultValue: "" }))}</div>
        )}
      </div>
    </li>
  );
}

function Group({ group }: { group: GroupView }) {
  const { t } = useTranslation(["approvals", "shared"]);
  const several = group.kind !== "SERIAL" && group.steps.length > 1;
  const steps = group.steps.map((step) => <StepItem key={step.id} step={step} />);
  if (!several) return steps;
  return (
    <li className={classes.group}>
      <div className={classes.groupHead}>
        {t(`shared:line.kind.${group.kind}`)}
        {group.required && ` · ${t("shared:line.need", { size: group.steps.length, need: group.required })}`}
      </div>
      <ol className={classes.list}>{steps}</ol>
    </li>
  );
}

/** The way of a paper: who drafted it, who decided how and when, whose turn it is, who comes after. */
export function Timeline({ document }: { document: DocumentView }) {
  const { t } = useTranslation("approvals");
  const department = useDepartmentName();
  return (
    <ol className={classes.list} aria-label={t("timeline.title")}>
      <li className={classes.step} data-tone="yes">
        <span className={classes.mark} aria-hidden>
          <IconCheck size={14} stroke={2} />
        </span>
        <div className={classes.body}>
          <div className={classes.who}>
            <span className={classes.person}>
              <PersonName
                person={{
                  name: document.drafterName,
                  title: document.drafterTitle,
                  department: department(document.department),
                }}
                department
              />
            </span>
            <span className={classes.state}>{t("timeline.drafted")}</span>
          </div>
          <div className={classes.facts}>
            {document.submittedAt && <DateText value={document.submittedAt} as="dateTime" />}
          </div>
        </div>
      </li>
      {document.line.groups.map((group, at) => (
        <Group key={group.steps[0]?.id ?? at} group={group} />
      ))}
    </ol>
  );
}
