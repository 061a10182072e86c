import { Button, Group, Skeleton } from "@mantine/core";

import { IconCopy } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useCommand } from "@/shared/api";
import { useTranslation } from "@/shared/text";
import { Form, Loading, Note, ProblemNote, Section, Status, toast } from "@/shared/ui";
import { confirmTotp, startTotp, type TotpEnrolment, totpQuery } from "./api";
import { CodeField } from "./code-field";
import classes from "./profile.module.css";
import { QrCode } from "./qr-code";
import { StopTotp } from "./stop-totp";

const grouped = (secret: string) => secret.replace(/(.{4})(?=.)/g, "$1 ");

function Enrol({
  enrolment,
  done,
  cancel,
}: {
  enrolment: TotpEnrolment;
  done: (codes: string[]) => void;
  cancel: () => void;
}) {
  const { t } = useTranslation(["identity", "shared"]);
  const [code, setCode] = useState("");
  const confirm = useCommand((value: string, call) => confirmTotp(value, call), {
    onSuccess: ({ recoveryCodes }) => done(recoveryCodes),
    onError: () => setCode(""),
  });
  return (
    <Form
      label={t("totp.title")}
      busy={confirm.isPending}
      onSubmit={() => code.length === 6 && confirm.run(code)}
    >
      <div className={classes.enrol}>
        <QrCode svg={enrolment.svg} label={t("totp.qr")} />
        <div className={classes.steps}>
          <div>{t("totp.scan")}</div>
          <div>
            {t("totp.secret")}
            <div className={classes.secret}>{grouped(enrolment.secret)}</div>
          </div>
          <div>{t("totp.enter")}</div>
          <CodeField value={code} onChange={setCode} onComplete={confirm.run} />
          <ProblemNote error={confirm.error} />
          <Group gap="xs">
            <Button type="submit" loading={confirm.isPending} disabled={code.length < 6}>
              {t("totp.finish")}
            </Button>
            <Button variant="default" onClick={cancel} disabled={confirm.isPending}>
              {t("shared:cancel")}
            </Button>
          </Group>
        </div>
      </div>
    </Form>
  );
}

function RecoveryCodes({ codes, close }: { codes: readonly string[]; close: () => void }) {
  const { t } = useTranslation(["identity", "shared"]);
  const copy = async () => {
    await navigator.clipboard.writeText(codes.join("\n"));
    void toast(t("shared:copied"));
  };
  return (
    <>
      <Note tone="caution" title={t("totp.codesTitle")}>
        {t("totp.codesText")}
      </Note>
      <ul className={classes.codes}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Group gap="xs">
        <Button
          variant="default"
          leftSection={<IconCopy size={16} stroke={1.5} aria-hidden />}
          onClick={() => void copy()}
        >
          {t("shared:copy")}
        </Button>
        <Button onClick={close}>{t("totp.kept")}</Button>
      </Group>
    </>
  );
}

/** Two-step sign-in: its state, enrolment with a QR code, recovery codes, and switching it off. */
export function TotpSection() {
  const { t } = useTranslation("identity");
  const queries = useQueryClient();
  const state = useQuery(totpQuery);
  const [enrolment, setEnrolment] = useState<TotpEnrolment | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [stopping, setStopping] = useState(false);
  const start = useCommand((_: void, call) => startTotp(call), { onSuccess: setEnrolment });
  const refresh = () => queries.invalidateQueries({ queryKey: totpQuery.queryKey });
  const on = state.data?.enabled ?? false;
  return (
    <Section
      title={t("totp.title")}
      lead={t("totp.lead")}
      actions={
        state.data && <Status tone={on ? "positive" : "neutral"}>{on ? t("totp.on") : t("totp.off")}</Status>
      }
    >
      {state.isPending ? (
        <Loading>
          <Skeleton height={36} width={160} />
        </Loading>
      ) : state.isError ? (
        <ProblemNote error={state.error} retry={state.refetch} />
      ) : codes ? (
        <RecoveryCodes codes={codes} close={() => setCodes(null)} />
      ) : enrolment ? (
        <Enrol
          enrolment={enrolment}
          cancel={() => setEnrolment(null)}
          done={(fresh) => {
            setEnrolment(null);
            setCodes(fresh);
            void refresh();
          }}
        />
      ) : (
        <>
          <ProblemNote error={start.error} />
          <div>
            {on ? (
              <Button variant="default" onClick={() => setStopping(true)}>
                {t("totp.stop")}
              </Button>
            ) : (
              <Button variant="default" loading={start.isPending} onClick={() => start.run()}>
                {t("totp.start")}
              </Button>
            )}
          </div>
        </>
      )}
      <StopTotp opened={stopping} onClose={() => setStopping(false)} done={refresh} />
    </Section>
  );
}
