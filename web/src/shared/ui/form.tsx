import type { UseFormReturnType } from "@mantine/form";
import type { FormEvent, KeyboardEvent, ReactNode } from "react";
import { isProblem } from "@/shared/api";
import { isComposing } from "@/shared/keyboard";
import { text } from "@/shared/text";

/**
 * A form that an unfinished syllable cannot submit and a second press cannot submit twice.
 * `busy` is the command's `isPending`.
 */
export function Form({
  onSubmit,
  busy = false,
  label,
  className,
  children,
}: {
  onSubmit: () => void;
  busy?: boolean;
  label?: string;
  className?: string;
  children: ReactNode;
}) {
  const holdBack = (event: KeyboardEvent) => {
    if (event.key === "Enter" && isComposing(event)) event.preventDefault();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) onSubmit();
  };
  return (
    <form
      noValidate
      className={className}
      aria-label={label}
      aria-busy={busy}
      onKeyDownCapture={holdBack}
      onSubmit={submit}
    >
      {children}
    </form>
  );
}

/** Puts the server's words under the fields they are about; true when every one found its field. */
export function showFieldErrors<T extends Record<string, unknown>>(
  form: UseFormReturnType<T>,
  error: unknown,
): boolean {
  if (!isProblem(error) || error.errors.length === 0) return false;
  const known = error.errors.filter(({ field }) => field in form.getValues());
  const say = (detail: string) => (text.language === "ko" ? detail : text.t("shared:problem.field"));
  form.setErrors(Object.fromEntries(known.map(({ field, detail }) => [field, say(detail)])));
  return known.length === error.errors.length;
}
