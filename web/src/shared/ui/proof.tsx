import { PasswordInput, TextInput } from "@mantine/core";
import { send } from "@/shared/api";
import { useTranslation } from "@/shared/text";
import { Note } from "./feedback";

export interface Proof {
  password: string;
  totp: string;
}

/** Proves once more who sits here; sensitive commands want that within the last minutes. */
export const stepUp = ({ password, totp }: Proof): Promise<void> =>
  send<void>("POST", "/api/auth/step-up", { password, ...(totp ? { totp } : {}) }, undefined, {
    anonymous: true,
  });

export function ProofFields({ value, onChange }: { value: Proof; onChange: (proof: Proof) => void }) {
  const { t } = useTranslation("shared");
  return (
    <>
      <Note tone="caution">{t("sheet.proof")}</Note>
      <PasswordInput
        label={t("sheet.password")}
        autoComplete="current-password"
        value={value.password}
        onChange={(event) => onChange({ ...value, password: event.currentTarget.value })}
      />
      <TextInput
        label={t("sheet.totp")}
        autoComplete="one-time-code"
        inputMode="numeric"
        value={value.totp}
        onChange={(event) => onChange({ ...value, totp: event.currentTarget.value.trim() })}
      />
    </>
  );
}
