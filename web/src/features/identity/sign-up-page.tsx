import { Anchor, Button, PasswordInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { meQuery } from "@/shared/access";
import { useCommand } from "@/shared/api";
import { useTranslation } from "@/shared/text";
import { Form, Note, ProblemNote, showFieldErrors } from "@/shared/ui";
import { signIn, signUp } from "./api";
import { Gate } from "./gate";
import classes from "./gate.module.css";

const EMAIL = /^[^\s@]+@[^\s@]+$/;
const SHORTEST = 8;

/** Makes an account. The address is verified by mail, or at once in a demo installation. */
export default function SignUpPage() {
  const { t } = useTranslation("identity");
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [sent, setSent] = useState<string | null>(null);
  const form = useForm({
    initialValues: { name: "", email: "", password: "", department: "", position: "" },
    validateInputOnBlur: true,
    validate: {
      name: (value: string) => (value.trim() ? null : t("field.nameMissing")),
      email: (value: string) => (EMAIL.test(value.trim()) ? null : t("field.emailWrong")),
      password: (value: string) =>
        [...value].length >= SHORTEST ? null : t("field.passwordShort", { count: SHORTEST }),
    },
  });
  const create = useCommand(
    async (values: ReturnType<typeof form.getValues>, call) => {
      const { email, password, name, department, position } = values;
      const made = await signUp(
        {
          email: email.trim(),
          password,
          name: name.trim(),
          ...(department.trim() ? { department: department.trim() } : {}),
          ...(position.trim() ? { position: position.trim() } : {}),
        },
        call,
      );
      if (made.verified) await signIn({ email: email.trim(), password });
      return made.verified;
    },
    {
      onSuccess: async (entered, values) => {
        if (!entered) return setSent(values.email.trim());
        await queries.resetQueries({ queryKey: meQuery.queryKey });
        await navigate({ to: "/", replace: true });
      },
      onError: (problem) => showFieldErrors(form, problem),
    },
  );
  if (sent) {
    return (
      <Gate title={t("signUp.sentTitle")}>
        <div className={classes.notes}>
          <Note tone="positive">{t("signUp.sent", { email: sent })}</Note>
          <Button component={Link} to="/sign-in" variant="default">
            {t("signUp.toSignIn")}
          </Button>
        </div>
      </Gate>
    );
  }
  return (
    <Gate title={t("signUp.title")} lead={t("signUp.lead")}>
      <Form
        label={t("signUp.title")}
        busy={create.isPending}
        onSubmit={() => !form.validate().hasErrors && create.run(form.getValues())}
      >
        <TextInput label={t("field.name")} autoComplete="name" required {...form.getInputProps("name")} />
        <TextInput
          type="email"
          label={t("field.email")}
          description={t("field.emailHelp")}
          inputWrapperOrder={["label", "input", "description", "error"]}
          autoComplete="username"
          inputMode="email"
          autoCapitalize="none"
          spellCheck={false}
          required
          {...form.getInputProps("email")}
        />
        <PasswordInput
          label={t("field.password")}
          description={t("field.passwordHelp", { count: SHORTEST })}
          inputWrapperOrder={["label", "input", "description", "error"]}
          autoComplete="new-password"
          required
          visibilityToggleButtonProps={{ "aria-label": t("field.passwordShow") }}
          {...form.getInputProps("password")}
        />
        <TextInput
          label={t("field.department")}
          autoComplete="organization"
          {...form.getInputProps("department")}
        />
        <TextInput
          label={t("field.position")}
          description={t("field.positionHelp")}
          inputWrapperOrder={["label", "input", "description", "error"]}
          autoComplete="organization-title"
          {...form.getInputProps("position")}
        />
        <ProblemNote error={create.error} title={t("signUp.failed")} />
        <Button type="submit" size="md" loading={create.isPending}>
          {t("signUp.action")}
        </Button>
      </Form>
      <div className={classes.links}>
        <span>
          {t("signUp.have")}{" "}
          <Anchor component={Link} to="/sign-in" underline="always">
            {t("signIn.action")}
          </Anchor>
        </span>
      </div>
    </Gate>
  );
}
