import { PinInput, TextInput } from "@mantine/core";
import { useTranslation } from "@/shared/text";

/** Six digits of an authenticator app, complete with the last one; or one of the recovery codes. */
export function CodeField({
  value,
  onChange,
  onComplete,
  recovery = false,
}: {
  value: string;
  onChange: (code: string) => void;
  onComplete: (code: string) => void;
  recovery?: boolean;
}) {
  const { t } = useTranslation("identity");
  if (recovery) {
    return (
      <TextInput
        label={t("field.recovery")}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  return (
    <PinInput
      length={6}
      type="number"
      size="md"
      oneTimeCode
      autoFocus
      aria-label={t("field.totp")}
      getInputProps={(at) => ({ "aria-label": t("field.totpDigit", { at: at + 1 }) })}
      value={value}
      onChange={onChange}
      onComplete={onComplete}
    />
  );
}
