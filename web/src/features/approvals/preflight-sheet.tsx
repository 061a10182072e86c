import { Button } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useHolidayName } from "@/features/leave/public";
import { newKey } from "@/shared/api";
import { Days, useFormat } from "@/shared/format";
import { useTranslation } from "@/shared/text";
import { ConfirmSheet, Loading, Note, PersonName, ProblemNote } from "@/shared/ui";
import {
  type Finding,
  type Form,
  type LeaveForecast,
  moveDocument,
  type Preflight,
  preflightQuery,
  type StepForecast,
} from "./api";
import { fieldOfPath } from "./fields";
import { useFormWords } from "./forms";
import classes from "./preflight.module.css";
import { useServerWords, useWhy } from "./words";

/** Where on the page the thing stands that a finding is about. */
export function placeOf(path: string | null | undefined): string | undefined {
  const field = fieldOfPath(path);
  if (field) return `field-${field}`;
  if (path?.startsWith("$.title")) return "field-title";
  return path?.startsWith("$.groups") || path?.startsWith("$.viewers") ? "draft-line" : undefined;
}

function useDuration() {
  const { t } = useTranslation("approvals");
  return (minutes: number) => {
    if (minutes < 60) return t("duration.minutes", { count: minutes });
    const hours = Math.round(minutes / 60);
    return hours < 24
      ? t("duration.hours", { count: hours })
      : t("duration.days", { count: Math.round(hours / 24) });
  };
}

function useFinding(form: Form) {
  const { t } = useTranslation("approvals");
  const words = useFormWords();
  const say = useServerWords();
  return ({ code, message, path }: Finding) => {
    const name = fieldOfPath(path)?.split(".")[0];
    const spec = form.fields?.find((one) => one.name === name);
    const general = t(`finding.${code}`, { defaultValue: t("finding.other") });
    return say(message, spec ? t("finding.at", { field: words.field(form, spec), what: general }) : general);
  };
}

function StepRow({ step, at }: { step: StepForecast; at: number }) {
  const { t } = useTranslation(["approvals", "shared"]);
  const format = useFormat();
  const why = useWhy();
  const lasts = useDuration();
  return (
    <li className={classes.step} data-skipped={step.skipped ? true : undefined}>
      <span className={classes.number}>{at}</span>
      <div className={classes.who}>
        <PersonName
          person={{
            name: step.approverName,
            title: step.approverTitle,
            absent: step.absent,
            substitute: step.substituteName ? { name: step.substituteName } : null,
          }}
        />
        <span className={classes.why}>
          {why(step) || t("why.chosen")}
          {step.absentUntil && ` · ${t("preflight.until", { date: format.date(step.absentUntil) })}`}
        </span>
      </div>
      <div className={classes.facts}>
        <span>{t(`shared:line.role.${step.role}`)}</span>
        <span className={classes.why}>
          {step.skipped
            ? t("timeline.skipped", { why: t(`skip.${step.skipped}`) })
            : step.expectedMinutes !== null && t("preflight.takes", { time: lasts(step.expectedMinutes) })}
        </span>
      </div>
    </li>
  );
}

function LeaveCost({ leave }: { leave: LeaveForecast }) {
  const { t } = useTranslation("approvals");
  const format = useFormat();
  const holidayName = useHolidayName();
  return (
    <div className={classes.leave} data-short={leave.sufficient ? undefined : true}>
      <div>
        <span>{t("leave.counted")}</span>
        <strong>
          <Days value={leave.days} />
        </strong>
      </div>
      <div>
        <span>{t("leave.balance")}</span>
        <strong>
          <Days minutes={leave.before} /> → <Days minutes={leave.after} />
        </strong>
      </div>
      {leave.holidays.length > 0 && (
        <p>
          {t("leave.free")}{" "}
          {leave.holidays
            .map((line) => {
              const [date = "", ...name] = line.split(" ");
              return `${format.date(date, { year: false })} ${holidayName(name.join(" "))}`;
            })
            .join(", ")}
        </p>
      )}
    </div>
  );
}

function Looked({
  preflight,
  form,
  goTo,
}: {
  preflight: Preflight;
  form: Form;
  goTo: (place: string) => void;
}) {
  const { t } = useTranslation("approvals");
  const say = useFinding(form);
  const lasts = useDuration();
  return (
    <div className={classes.looked}>
      {preflight.errors.length > 0 && (
        <Note tone="critical" title={t("preflight.blocked", { count: preflight.errors.length })}>
          <ul className={classes.findings}>
            {preflight.errors.map((finding, at) => {
              const place = placeOf(finding.path);
              return (
                <li key={at}>
                  {say(finding)}
                  {place && (
                    <Button
                      size="compact-xs"
                      variant="subtle"
                      rightSection={<IconArrowRight size={12} />}
                      onClick={() => goTo(place)}
                    >
                      {t("preflight.fix")}
                    </Button>
                  )}
                </li>
              );
            })}
          </ul>
        </Note>
      )}
      {preflight.leave && <LeaveCost leave={preflight.leave} />}
      {preflight.warnings.map((finding, at) => (
        <Note key={at} tone={finding.code === "absent" ? "caution" : "accent"}>
          {say(finding)}
        </Note>
      ))}
      <section aria-labelledby="preflight-line">
        <h3 id="preflight-line" className={classes.heading}>
          {t("preflight.line")}
          <span>
            {preflight.expectedMinutes === null
              ? t("preflight.unknownTime")
              : t("preflight.takes", { time: lasts(preflight.expectedMinutes) })}
          </span>
        </h3>
        <ol className={classes.steps}>
          {preflight.steps.map((step, at) => (
            <StepRow key={step.stepId} step={step} at={at + 1} />
          ))}
        </ol>
      </section>
    </div>
  );
}

/** 상신 전 확인: who decides and why, who is away, what it costs, and what still blocks it. */
export function PreflightSheet({
  id,
  version,
  form,
  onClose,
  onSubmitted,
  goTo,
}: {
  id: string;
  version: number;
  form: Form;
  onClose: () => void;
  onSubmitted: () => void;
  goTo: (place: string) => void;
}) {
  const { t } = useTranslation("approvals");
  const [key] = useState(newKey);
  const preflight = useQuery({ ...preflightQuery(id, `v${version}`), staleTime: 0, gcTime: 0 });
  return (
    <ConfirmSheet
      opened
      onClose={onClose}
      title={t("preflight.title")}
      action={t("draft.submit")}
      size="lg"
      disabled={!preflight.data?.ready || preflight.isFetching}
      run={async () => {
        await moveDocument(id, "submit", { key, ifMatch: version });
        onSubmitted();
      }}
    >
      {preflight.data ? (
        <Looked preflight={preflight.data} form={form} goTo={goTo} />
      ) : preflight.isError ? (
        <ProblemNote error={preflight.error} retry={preflight.refetch} />
      ) : (
        <Loading rows={6} />
      )}
    </ConfirmSheet>
  );
}
