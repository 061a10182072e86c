import { Badge, Button, Skeleton } from "@mantine/core";

import { IconDeviceDesktop, IconDeviceMobile } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { meQuery } from "@/shared/access";
import { useCommand } from "@/shared/api";
import { DateText } from "@/shared/format";
import { useTranslation } from "@/shared/text";
import { ConfirmSheet, Loading, ProblemNote, Section, toast } from "@/shared/ui";
import { endSession, type Session, sessionsQuery, signOut } from "./api";
import { deviceOf } from "./device";
import classes from "./profile.module.css";

function Row({ session, end, busy }: { session: Session; end: () => void; busy: boolean }) {
  const { t } = useTranslation("identity");
  const { browser, system, mobile } = deviceOf(session.userAgent);
  const Mark = mobile ? IconDeviceMobile : IconDeviceDesktop;
  return (
    <li>
      <Mark size={22} stroke={1.5} aria-hidden />
      <div className={classes.device}>
        <strong>{[system, browser].filter(Boolean).join(" · ") || t("sessions.unknown")}</strong>
        <span>
          {session.address && `${session.address} · `}
          <DateText value={session.lastSeenAt} as="ago" />
        </span>
      </div>
      {session.current ? (
        <Badge color="green">{t("sessions.current")}</Badge>
      ) : (
        <Button size="xs" variant="default" loading={busy} onClick={end}>
          {t("sessions.end")}
        </Button>
      )}
    </li>
  );
}

/** Where this account is signed in; any of them can be ended, or all at once. */
export function SessionsSection() {
  const { t } = useTranslation("identity");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [leaving, setLeaving] = useState(false);
  const sessions = useQuery(sessionsQuery);
  const end = useCommand((id: string, call) => endSession(id, call), {
    onSuccess: () => {
      void toast(t("sessions.ended"));
      return queries.invalidateQueries({ queryKey: sessionsQuery.queryKey });
    },
  });
  const leaveAll = async () => {
    await signOut(true);
    queries.clear();
    queries.setQueryData(meQuery.queryKey, null);
    await navigate({ to: "/sign-in" });
  };
  const rows = [...(sessions.data ?? [])].sort((a, b) => Number(b.current) - Number(a.current));
  return (
    <div id="sessions">
      <Section
        title={t("sessions.title")}
        lead={t("sessions.lead")}
        actions={
          <Button size="xs" variant="default" onClick={() => setLeaving(true)}>
            {t("sessions.endAll")}
          </Button>
        }
      >
        <ProblemNote error={end.error} />
        {sessions.isPending ? (
          <Loading>
            <Skeleton height={56} />
          </Loading>
        ) : sessions.isError ? (
          <ProblemNote error={sessions.error} retry={sessions.refetch} />
        ) : (
          <ul className={classes.sessions}>
            {rows.map((session) => (
              <Row
                key={session.id}
                session={session}
                busy={end.isPending && end.variables === session.id}
                end={() => end.run(session.id)}
              />
            ))}
          </ul>
        )}
      </Section>
      <ConfirmSheet
        opened={leaving}
        onClose={() => setLeaving(false)}
        title={t("sessions.endAll")}
        action={t("sessions.endAll")}
        tone="critical"
        run={leaveAll}
      >
        {t("sessions.endAllText")}
      </ConfirmSheet>
    </div>
  );
}
