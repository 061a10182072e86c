import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { DateText } from "@/shared/format";
import { useTranslation } from "@/shared/text";
import { PersonName, ProblemNote } from "@/shared/ui";
import { type StampStep, StampTable } from "@/shared/ui/stamp-table";
import { type DocumentView, formQuery, type LineView, type StepView } from "./api";
import { FieldValues } from "./field-values";
import type { Values } from "./fields";
import { useFormWords } from "./forms";
import { stepsOf } from "./moves";
import classes from "./paper.module.css";
import { useDepartmentName } from "./people";

export const stampOf = (step: StepView): StampStep => ({
  id: step.id,
  role: step.role,
  approver: { id: step.approverId, name: step.approverName, title: step.approverTitle },
  state: step.state,
  actedBy: step.actedByName ? { name: step.actedByName } : null,
  onBehalfOf: step.onBehalfOfName ? { name: step.onBehalfOfName } : null,
  decidedAt: step.decidedAt,
  move: step.kind === "FINAL" || step.kind === "EARLY" ? step.kind : null,
});

function Viewers({ line }: { line: LineView }) {
  const { t } = useTranslation("approvals");
  const department = useDepartmentName();
  const kinds = (["CC", "READ", "RECEIVE"] as const).filter((kind) =>
    line.viewers.some((viewer) => viewer.kind === kind),
  );
  if (kinds.length === 0) return null;
  return (
    <dl className={classes.viewers}>
      {kinds.map((kind) => (
        <div key={kind}>
          <dt>{t(`viewer.kind.${kind}`)}</dt>
          <dd>
            {line.viewers
              .filter((viewer) => viewer.kind === kind)
              .map((viewer) => (
                <span key={viewer.id} className={classes.viewer}>
                  {viewer.employeeName ?? department(viewer.department)}
                  {viewer.state !== "PENDING" && (
                    <small>
                      {t(`viewer.state.${viewer.state}`)}
                      {viewer.assigneeName && ` · ${viewer.assigneeName}`}
                    </small>
                  )}
                </span>
              ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The paper: form and 결재란 at its head, then what is asked for, as it will be printed. */
export function DocumentPaper({ document }: { document: DocumentView }) {
  const { t } = useTranslation("approvals");
  const words = useFormWords();
  const department = useDepartmentName();
  const form = useQuery(formQuery(document.formId, document.formVersion));
  return (
    <article className={classes.paper} aria-label={document.title}>
      <header className={classes.head}>
        <div className={classes.formName}>
          {words.form({ id: document.formId, name: document.formName })}
          {document.revision > 1 && <small>{t("paper.revision", { count: document.revision })}</small>}
        </div>
        <div className={classes.stamps}>
          <StampTable
            steps={stepsOf(document.line.groups).map(stampOf)}
            drafter={{
              name: document.drafterName,
              title: document.drafterTitle,
              at: document.submittedAt,
            }}
          />
        </div>
      </header>
      <dl className={classes.meta}>
        <div>
          <dt>{t("paper.number")}</dt>
          <dd>{document.number ?? <span className={classes.later}>{t("paper.numberLater")}</span>}</dd>
        </div>
        <div>
          <dt>{t("paper.submittedAt")}</dt>
          <dd>
            {document.submittedAt ? (
              <DateText value={document.submittedAt} as="dateTime" />
            ) : (
              t("paper.notYet")
            )}
          </dd>
        </div>
        <div>
          <dt>{t("paper.drafter")}</dt>
          <dd>
            <PersonName
              person={{
                name: document.drafterName,
                title: document.drafterTitle,
                department: department(document.department),
              }}
              department
            />
          </dd>
        </div>
        <div>
          <dt>{t("paper.grade")}</dt>
          <dd>{t(`grade.${document.grade}.name`)}</dd>
        </div>
        <div className={classes.subject}>
          <dt>{t("paper.title")}</dt>
          <dd>{document.title}</dd>
        </div>
      </dl>
      {form.isPending ? (
        <Skeleton height={96} />
      ) : form.isError ? (
        <ProblemNote error={form.error} retry={form.refetch} />
      ) : (
        <FieldValues form={form.data} values={document.fields as Values} />
      )}
      {document.content && <div className={classes.content}>{document.content}</div>}
      <Viewers line={document.line} />
    </article>
  );
}
