import { Button, Drawer, Group, Modal, Stack, Textarea } from "@mantine/core";
import { useEffect, useState } from "react";
import { isProblem, ProblemError } from "@/shared/api";
import { isComposing } from "@/shared/keyboard";
import { useTranslation } from "@/shared/text";
import type { ConfirmSheetProps } from "./confirm-sheet";
import { ProblemNote } from "./feedback";
import { Form } from "./form";
import { type Proof, ProofFields, stepUp } from "./proof";
import { usePhone } from "./screen";

/** The last look before something happens: a dialog on desks, a sheet from below on phones. */
export default function ConfirmSheetOpen({
  opened,
  onClose,
  title,
  children,
  action,
  tone = "accent",
  reason,
  run,
  disabled,
  size = "md",
}: ConfirmSheetProps) {
  const { t } = useTranslation("shared");
  const phone = usePhone();
  const [words, setWords] = useState(reason?.initial ?? "");
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ProblemError | null>(null);
  const [proof, setProof] = useState<Proof | null>(null);
  // A dialog that is mounted open does not know where the focus came from; this one opens after mounting.
  const [shown, setShown] = useState(false);
  useEffect(() => setShown(opened), [opened]);
  const initial = reason?.initial ?? "";

  useEffect(() => {
    if (!opened) return;
    setWords(initial);
    setMissing(false);
    setError(null);
    setProof(null);
  }, [opened, initial]);

  const submit = async () => {
    if (busy || disabled) return;
    if (reason?.required && !words.trim()) {
      setMissing(true);
      return;
    }
    setBusy(true);
    setError(null);
    try {
      if (proof) await stepUp(proof);
      await run(words.trim());
      onClose();
    } catch (failure) {
      if (isProblem(failure, "step-up-required")) {
        setProof({ password: "", totp: "" });
        return;
      }
      setError(isProblem(failure) ? failure : new ProblemError({ status: 0, code: "unreadable" }));
    } finally {
      setBusy(false);
    }
  };

  const body = (
    <Form onSubmit={() => void submit()} busy={busy}>
      <Stack gap="md">
        {children}
        {reason && (
          <Textarea
            label={reason.label ?? t("sheet.reason")}
            placeholder={reason.placeholder}
            required={reason.required}
            withAsterisk={reason.required}
            value={words}
            maxLength={2000}
            data-autofocus={reason.required || undefined}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !isComposing(event)) {
                event.preventDefault();
                void submit();
              }
            }}
            error={missing ? t("sheet.reasonRequired") : undefined}
            onChange={(event) => {
              setWords(event.currentTarget.value);
              setMissing(false);
            }}
          />
        )}
        {proof && <ProofFields value={proof} onChange={setProof} />}
        <ProblemNote error={error} />
        <Group justify="flex-end" grow={phone} gap="xs">
          <Button variant="default" onClick={onClose} disabled={busy} size={phone ? "md" : "sm"}>
            {t("cancel")}
          </Button>
          <Button
            type="submit"
            loading={busy}
            disabled={disabled}
            size={phone ? "md" : "sm"}
            color={tone === "critical" ? "red" : undefined}
            data-autofocus={reason?.required ? undefined : true}
          >
            {action}
          </Button>
        </Group>
      </Stack>
    </Form>
  );

  const shared = {
    opened: shown,
    onClose: busy ? () => undefined : onClose,
    title,
    closeButtonProps: { "aria-label": t("close") },
  };
  return phone ? (
    <Drawer {...shared} position="bottom" size="auto" radius="lg">
      {body}
    </Drawer>
  ) : (
    <Modal {...shared} size={size}>
      {body}
    </Modal>
  );
}
