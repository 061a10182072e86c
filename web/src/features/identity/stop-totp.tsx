import { PasswordInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { useCommand } from "@/shared/api";
import { useTranslation } from "@/shared/text";
import { ConfirmSheet } from "@/shared/ui";
import { stopTotp } from "./api";

/** Switching two-step sign-in off asks for the password once more. */
export function StopTotp({
  opened,
  onClose,
  done,
}: {
  opened: boolean;
  onClose: () => void;
  done: () => unknown;
}) {
  const { t } = useTranslation("identity");
  const [password, setPassword] = useState("");
  const stop = useCommand((value: string, call) => stopTotp(value, call), { onSuccess: done });
  useEffect(() => {
    if (opened) setPassword("");
  }, [opened]);
  return (
    <ConfirmSheet
      opened={opened}
      onClose={onClose}
      title={t("totp.stop")}
      action={t("totp.stop")}
      tone="critical"
      disabled={!password}
      run={() => stop.runAsync(password)}
    >
      <div>{t("totp.stopText")}</div>
      <PasswordInput
        label={t("field.passwordCurrent")}
        autoComplete="current-password"
        data-autofocus
        visibilityToggleButtonProps={{ "aria-label": t("field.passwordShow") }}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
    </ConfirmSheet>
  );
}
