import { Button, PasswordInput } from "@mantine/core";
import { useForm } from "@mantine/form";

import { useQueryClient } from "@tanstack/react-query";
import { meQuery } from "@/shared/access";
import { useCommand } from "@/shared/api";
import { useTranslation } from "@/shared/text";
import { Form, ProblemNote, Section, toast } from "@/shared/ui";
import { changePassword } from "./api";
import classes from "./profile.module.css";

const SHORTEST = 8;

export function PasswordSection() {
  const { t } = useTranslation("identity");
  const queries = useQueryClient();
  const toggle = { "aria-label": t("field.passwordShow") };
  const form = useForm({
    initialValues: { current: "", password: "" },
    validate: {
      current: (value: string) => (value ? null : t("field.passwordMissing")),
      password: (value: string, values) => {
        if ([...value].length < SHORTEST) return t("field.passwordShort", { count: SHORTEST });
        return value === values.current ? t("field.passwordSame") : null;
      },
    },
  });
  const change = useCommand(
    (body: { current: string; password: string }, call) => changePassword(body, call),
    {
      onSuccess: () => {
        form.reset();
        void queries.invalidateQueries({ queryKey: meQuery.queryKey });
        void toast(t("profile.passwordChanged"));
      },
    },
  );
  return (
    <Section title={t("profile.password")} lead={t("profile.passwordLead")}>
      <Form
        className={classes.form}
        label={t("profile.password")}
        busy={change.isPending}
        onSubmit={() => !form.validate().hasErrors && change.run(form.getValues())}
      >
        <PasswordInput
          label={t("field.passwordCurrent")}
          autoComplete="current-password"
          visibilityToggleButtonProps={toggle}
          {...form.getInputProps("current")}
        />
        <PasswordInput
          label={t("field.passwordNew")}
          description={t("field.passwordHelp", { count: SHORTEST })}
          inputWrapperOrder={["label", "input", "description", "error"]}
          autoComplete="new-password"
          visibilityToggleButtonProps={toggle}
          {...form.getInputProps("password")}
        />
        <ProblemNote error={change.error} />
        <div>
          <Button type="submit" variant="default" loading={change.isPending}>
            {t("profile.passwordChange")}
          </Button>
        </div>
      </Form>
    </Section>
  );
}
