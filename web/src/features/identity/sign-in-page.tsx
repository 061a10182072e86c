import { Anchor, Button, PasswordInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconBuilding } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { meQuery } from "@/shared/access";
import { isProblem, useCommand } from "@/shared/api";
import { useTranslation } from "@/shared/text";
import { Form, Note, ProblemNote } from "@/shared/ui";
import { type Credentials, optionsQuery, safeNext, signIn, signInDemo, wantsTotp } from "./api";
import { CodeField } from "./code-field";
import { DemoAccounts } from "./demo-accounts";
import { Gate } from "./gate";
import classes from "./gate.module.css";

const EMAIL = /^[^\s@]+@[^\s@]+$/;

/** Signs in with a password (and six digits where enrolled), the company account, or a demo card. */
export default function SignInPage() {
  const { t } = useTranslation("identity");
  const search = useSearch({ strict: false }) as { next?: string; ended?: string };
  const navigate = useNavigate();
  const queries = useQueryClient();
  const options = useQuery(optionsQuery);
  const me = useQuery(meQuery);
  const [step, setStep] = useState<"password" | "totp">("password");
  const [code, setCode] = useState("");
  const [recovery, setRecovery] = useState(false);
  const next = safeNext(search.next);

  const enter = async () => {
    await queries.resetQueries({ queryKey: meQuery.queryKey });
    await queries.ensureQueryData(meQuery);
    const [to = "/", query] = next.split("?");
    await navigate({ to, search: Object.fromEntries(new URLSearchParams(query)) as never, replace: true });
  };
  const form = useForm<{ email: string; password: string }>({
    initialValues: { email: "", password: "" },
    validate: {
      email: (value) => (EMAIL.test(value.trim()) ? null : t("field.emailWrong")),
      password: (value) => (value ? null : t("field.passwordMissing")),
    },
  });
  const login = useCommand((body: Credentials, call) => signIn(body, call), {
    onSuccess: enter,
    onError: (problem) => {
      if (wantsTotp(problem)) setStep("totp");
      setCode("");
    },
  });
  const demo = useCommand((email: string, call) => signInDemo(email, call), { onSuccess: enter });

  const signedIn =
    Boolean(me.data) && !login.isPending && !demo.isPending && !login.isSuccess && !demo.isSuccess;
  useEffect(() => {
    if (signedIn) void navigate({ to: next, replace: true });
  }, [signedIn, next, navigate]);

  const submit = (totp?: string) => {
    if (form.validate().hasErrors) return;
    const { email, password } = form.getValues();
    login.run({ email: email.trim(), password, ...(totp ? { totp } : {}) });
  };
  const shownError = isProblem(login.error, "totp-required") ? null : login.error;
  const offered = options.data?.demo ? options.data.accounts : [];

  return (
    <Gate
      title={t("signIn.title")}
      lead={step === "totp" ? t(recovery ? "signIn.recoveryLead" : "signIn.totpLead") : undefined}
      aside={
        offered.length > 0 && (
          <DemoAccounts
            accounts={offered}
            busy={demo.isPending ? demo.variables : undefined}
            error={demo.error}
            onPick={demo.run}
          />
        )
      }
    >
      {search.ended && !login.error && step === "password" && (
        <div className={classes.notes}>
          <Note tone="caution">{t("signIn.ended")}</Note>
        </div>
      )}
      <Form
        label={t("signIn.title")}
        busy={login.isPending}
        onSubmit={() => submit(step === "totp" ? code.trim() : undefined)}
      >
        {step === "password" ? (
          <>
            <TextInput
              type="email"
              label={t("field.email")}
              autoComplete="username"
              inputMode="email"
              autoCapitalize="none"
              spellCheck={false}
              required
              withAsterisk={false}
              {...form.getInputProps("email")}
            />
            <PasswordInput
              label={t("field.password")}
              autoComplete="current-password"
              required
              withAsterisk={false}
              visibilityToggleButtonProps={{ "aria-label": t("field.passwordShow") }}
              {...form.getInputProps("password")}
            />
          </>
        ) : (
          <CodeField value={code} onChange={setCode} recovery={recovery} onComplete={submit} />
        )}
        {shownError && <ProblemNote error={shownError} title={t("signIn.failed")} />}
        <Button
          type="submit"
          size="md"
          loading={login.isPending}
          disabled={step === "totp" && code.trim().length < 6}
        >
          {t("signIn.action")}
        </Button>
        {step === "totp" && (
          <Button
            variant="subtle"
            onClick={() => {
              setRecovery(!recovery);
              setCode("");
            }}
          >
            {t(recovery ? "signIn.useApp" : "signIn.useRecovery")}
          </Button>
        )}
        {step === "totp" && (
          <Button
            variant="subtle"
            color="gray"
            onClick={() => {
              setStep("password");
              login.reset();
            }}
          >
            {t("signIn.otherAccount")}
          </Button>
        )}
        {options.data?.oidc && step === "password" && (
          <Button
            component="a"
            href={`/api/auth/oidc/start?next=${encodeURIComponent(next)}`}
            variant="default"
            size="md"
            leftSection={<IconBuilding size={18} stroke={1.5} aria-hidden />}
          >
            {t("signIn.company")}
          </Button>
        )}
      </Form>
      {step === "password" && (
        <div className={classes.links}>
          <Anchor component={Link} to="/reset-password">
            {t("signIn.forgot")}
          </Anchor>
          {options.data?.signUp && (
            <Anchor component={Link} to="/sign-up">
              {t("signUp.action")}
            </Anchor>
          )}
        </div>
      )}
    </Gate>
  );
}
