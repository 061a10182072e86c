import { Button, Skeleton } from "@mantine/core";
import { useTimeout } from "@mantine/hooks";
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconInbox,
  IconInfoCircle,
  IconRefresh,
  IconWifiOff,
} from "@tabler/icons-react";
import { type ReactNode, useEffect, useState } from "react";
import { isProblem, useConnection } from "@/shared/api";
import type { Icon } from "@/shared/feature";
import { type Moment, useFormat } from "@/shared/format";
import { useTranslation } from "@/shared/text";
import classes from "./feedback.module.css";

export type Tone = "critical" | "caution" | "positive" | "accent";

const TONE_ICON: Record<Tone, Icon> = {
  critical: IconAlertTriangle,
  caution: IconAlertTriangle,
  positive: IconCircleCheck,
  accent: IconInfoCircle,
};

/** A sentence that matters, with an icon so that colour is never alone. */
export function Note({
  tone = "accent",
  title,
  children,
  actions,
}: {
  tone?: Tone;
  title?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  const Mark = TONE_ICON[tone];
  return (
    <div className={classes.note} data-tone={tone} role={tone === "critical" ? "alert" : "status"}>
      <Mark size={18} stroke={1.5} className={classes.icon} aria-hidden />
      <div className={classes.body}>
        {title && <div className={classes.title}>{title}</div>}
        {children}
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
    </div>
  );
}

/** What a failure says in the reader's language: the server's own sentence where it has one. */
export function useProblemText(): (error: unknown) => string {
  const { t, i18n } = useTranslation("shared");
  const format = useFormat();
  return (error) => {
    if (!isProblem(error)) return t("problem.unknown");
    if (error.status === 0) return t(`problem.${error.code}`, { defaultValue: t("problem.unknown") });
    if (error.code === "already-decided") {
      // `decidedBy` is a number for machines where a name stands beside it.
      const { decidedBy, decidedByName, decidedAt } = error.members as {
        decidedBy?: string | number | { name?: string };
        decidedByName?: string;
        decidedAt?: string;
      };
      const told = typeof decidedBy === "object" ? decidedBy?.name : decidedBy;
      const name = decidedByName ?? (typeof told === "string" ? told : undefined);
      return name && decidedAt
        ? t("problem.decidedBy", { name, time: format.dateTime(decidedAt) })
        : t("problem.decided");
    }
    if (error.status === 429) return t("problem.limited", { seconds: Math.ceil(error.retryAfter ?? 5) });
    if (error.status >= 500 && error.status !== 503) return t("problem.server");
    // The server speaks Korean; another language has a sentence for each code instead.
    if (error.detail && i18n.language === "ko") return error.detail;
    if (i18n.exists(`shared:problem.code.${error.code}`)) return t(`problem.code.${error.code}`);
    if (error.status === 403) return t("problem.forbidden");
    if (error.status === 404) return t("problem.missing");
    return t("problem.refused", { code: error.code });
  };
}

/**
 * A failure with its reason, the fields concerned and a way on. What was typed stays. The trace id stands there
 * when it helps: for faults of the server, and for what could not be loaded; a refusal explains itself.
 */
export function ProblemNote({
  error,
  retry,
  title,
}: {
  error: unknown;
  retry?: () => unknown;
  title?: string;
}) {
  const { t, i18n } = useTranslation("shared");
  const say = useProblemText();
  if (!error) return null;
  const problem = isProblem(error) ? error : undefined;
  return (
    <Note
      tone="critical"
      title={title ?? t("problem.title")}
      actions={
        retry && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconRefresh size={14} />}
            onClick={() => void retry()}
          >
            {t("retry")}
          </Button>
        )
      }
    >
      <div>{say(error)}</div>
      {problem && problem.errors.length > 0 && i18n.language === "ko" && (
        <ul className={classes.list}>
          {problem.errors.map((one) => (
            <li key={`${one.field}:${one.detail}`}>{one.detail}</li>
          ))}
        </ul>
      )}
      {problem?.traceId && (problem.status >= 500 || retry) && (
        <div className={classes.trace}>
          {t("traceId")} <code>{problem.traceId}</code>
        </div>
      )}
    </Note>
  );
}

/** Nothing here: why, and at most one thing to do about it. */
export function Empty({
  icon: Mark = IconInbox,
  title,
  children,
  action,
}: {
  icon?: Icon;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={classes.empty}>
      <Mark size={32} stroke={1.25} aria-hidden />
      <div className={classes.emptyTitle}>{title}</div>
      {children && <div>{children}</div>}
      {action}
    </div>
  );
}

/** Grey shapes of the coming layout, shown only when the wait is longer than 150 ms. */
export function Loading({
  children,
  rows = 6,
  height = 20,
}: {
  children?: ReactNode;
  rows?: number;
  height?: number;
}) {
  const { t } = useTranslation("shared");
  const [late, setLate] = useState(false);
  useTimeout(() => setLate(true), 150, { autoInvoke: true });
  if (!late) return <div aria-busy="true" />;
  return (
    <div aria-busy="true" role="status" aria-label={t("loading")}>
      {children ?? (
        <div className={classes.skeletons}>
          {Array.from({ length: rows }, (_, at) => (
            <Skeleton key={at} height={height} width={at % 3 === 2 ? "62%" : "100%"} radius="sm" />
          ))}
        </div>
      )}
    </div>
  );
}

/** Somebody else was faster: who, when, and the latest on request. */
export function StaleBar({ by, at, reload }: { by?: string; at?: Moment; reload: () => unknown }) {
  const { t } = useTranslation("shared");
  const format = useFormat();
  return (
    <div className={classes.bar} role="status">
      <IconRefresh size={18} stroke={1.5} aria-hidden />
      <span>{by && at ? t("stale.by", { name: by, time: format.dateTime(at) }) : t("stale.changed")}</span>
      <Button size="compact-sm" variant="default" onClick={() => void reload()}>
        {t("stale.reload")}
      </Button>
    </div>
  );
}

/** Says that the way to the server, or only the live line, is lost; nothing when all is well. */
export function OfflineBanner() {
  const { t } = useTranslation("shared");
  const { link, live } = useConnection();
  const [tired, setTired] = useState(false);
  useEffect(() => {
    // A line that comes back within seconds is nobody's concern.
    const timer =
      live === "connected" || live === "idle" ? undefined : setTimeout(() => setTired(true), 5_000);
    if (!timer) setTired(false);
    return () => clearTimeout(timer);
  }, [live]);
  if (link === "online" && !tired) return null;
  return (
    <div className={classes.bar} role="status" data-kind={link === "offline" ? "offline" : "live"}>
      <IconWifiOff size={18} stroke={1.5} aria-hidden />
      <span>{link === "offline" ? t("offline.banner") : t("offline.live")}</span>
    </div>
  );
}

/** `10:24 저장됨`, for forms that save themselves. */
export function SavedAt({ at }: { at: Moment | null | undefined }) {
  const { t } = useTranslation("shared");
  const format = useFormat();
  if (!at) return null;
  return (
    <span role="status" className="tabular">
      {t("saved", { time: format.time(at) })}
    </span>
  );
}
