import { Anchor, Button, PasswordInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Link, useSearch } from "@tanstack/react-router";
import { useCommand } from "@/shared/api";
import { useTranslation } from "@/shared/text";
import { Form, Note, ProblemNote } from "@/shared/ui";
import { askReset, confirmReset } from "./api";
import { Gate } from "./gate";
import classes from "./gate.module.css";

const SHORTEST = 8;

function AskForMail() {
  const { t } = useTranslation("identity");
  const form = useForm({
    initialValues: { email: "" },
    validate: {
      email: (value: string) => (/^[^\s@]+@[^\s@]+$/.test(value.trim()) ? null : t("field.emailWrong")),
    },
  });
  const ask = useCommand((email: string, call) => askReset(email, call));
  if (ask.isSuccess) {
    return (
      <div className={classes.notes}>
        <Note tone="positive">{t("reset.asked")}</Note>
      </div>
    );
  }
  return (
    <Form
      label={t("reset.title")}
      busy={ask.isPending}
      onSubmit={() => !form.validate().hasErrors && ask.run(form.getValues().email.trim())}
    >
      <TextInput
        type="email"
        label={t("field.email")}
        autoComplete="username"
        inputMode="email"
        required
        withAsterisk={false}
        {...form.getInputProps("email")}
      />
      <ProblemNote error={ask.error} />
      <Button type="submit" size="md" loading={ask.isPending}>
        {t("reset.ask")}
      </Button>
    </Form>
  );
}

function SetNew({ token }: { token: string }) {
  const { t } = useTranslation("identity");
  const form = useForm({
    initialValues: { password: "" },
    validate: {
      password: (value: string) =>
        [...value].length >= SHORTEST ? null : t("field.passwordShort", { count: SHORTEST }),
    },
  });
  const set = useCommand((password: string, call) => confirmReset({ token, password }, call));
  if (set.isSuccess) {
    return (
      <div className={classes.notes}>
        <Note tone="positive">{t("reset.done")}</Note>
        <Button component={Link} to="/sign-in">
          {t("signIn.action")}
        </Button>
      </div>
    );
  }
  return (
    <Form
      label={t("reset.title")}
      busy={set.isPending}
      onSubmit={() => !form.validate().hasErrors && set.run(form.getValues().password)}
    >
      <PasswordInput
        label={t("field.passwordNew")}
        description={t("field.passwordHelp", { count: SHORTEST })}
        inputWrapperOrder={["label", "input", "description", "error"]}
        autoComplete="new-password"
        required
        withAsterisk={false}
        visibilityToggleButtonProps={{ "aria-label": t("field.passwordShow") }}
        {...form.getInputProps("password")}
      />
      <ProblemNote error={set.error} />
      <Button type="submit" size="md" loading={set.isPending}>
        {t("reset.set")}
      </Button>
    </Form>
  );
}

/** Asks for a reset mail, or sets the new password with the token of that mail. */
export default function ResetPage() {
  const { t } = useTranslation("identity");
  const { token } = useSearch({ strict: false }) as { token?: string };
  return (
    <Gate title={t("reset.title")} lead={token ? undefined : t("reset.lead")}>
      {token ? <SetNew token={token} /> : <AskForMail />}
      <div className={classes.links}>
        <Anchor component={Link} to="/sign-in">
          {t("signUp.toSignIn")}
        </Anchor>
      </div>
    </Gate>
  );
}
