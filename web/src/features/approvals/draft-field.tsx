import { SegmentedControl, Select, Textarea, TextInput } from "@mantine/core";
import { useLayoutEffect, useRef } from "react";
import { useFormat } from "@/shared/format";
import { useTranslation } from "@/shared/text";
import { usePhone } from "@/shared/ui";
import type { Form, FormField } from "./api";
import classes from "./draft.module.css";
import type { Cell } from "./fields";
import { useFormWords } from "./forms";
import { caretIn, digitsOf, grouped } from "./number-text";

const AREA_FROM = 300;
const SEGMENTS = 4;

export interface CellProps {
  spec: FormField;
  value: Cell | undefined;
  onChange: (value: string) => void;
  onBlur?: () => void;
  error?: string;
  id: string;
  /** Inside a table the column's head is the label. */
  label?: string;
  hidden?: string;
}

/** An amount or a number, grouped while it is typed; the caret stays among its digits. */
export function NumberField({ spec, value, onChange, onBlur, error, id, label, hidden }: CellProps) {
  const input = useRef<HTMLInputElement>(null);
  const caret = useRef<number | null>(null);
  const money = spec.kind === "MONEY";
  const shown = grouped(String(value ?? ""));
  useLayoutEffect(() => {
    if (caret.current === null || document.activeElement !== input.current) return;
    const at = caretIn(shown, caret.current);
    caret.current = null;
    input.current?.setSelectionRange(at, at);
  });
  return (
    <TextInput
      ref={input}
      id={id}
      label={label}
      aria-label={hidden}
      required={spec.required}
      inputMode="decimal"
      autoComplete="off"
      error={error}
      leftSection={money && label ? <span aria-hidden>₩</span> : undefined}
      classNames={label ? undefined : { input: classes.end }}
      value={shown}
      onBlur={onBlur}
      onKeyDown={(event) => {
        const { selectionStart, selectionEnd } = event.currentTarget;
        // A separator is not deleted but stepped over.
        if (event.key === "Backspace" && selectionStart === selectionEnd && selectionStart) {
          if (shown[selectionStart - 1] === ",")
            event.currentTarget.setSelectionRange(selectionStart - 1, selectionStart - 1);
        }
      }}
      onChange={(event) => {
        const { value: typed, selectionStart } = event.currentTarget;
        caret.current = digitsOf(typed.slice(0, selectionStart ?? typed.length)).length;
        onChange(digitsOf(typed));
      }}
    />
  );
}

export function DateField({ spec, value, onChange, onBlur, error, id, label, hidden }: CellProps) {
  const format = useFormat();
  const text = String(value ?? "");
  const known = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
  return (
    <TextInput
      id={id}
      type="date"
      label={label}
      aria-label={hidden}
      required={spec.required}
      error={error}
      description={label && known ? format.date(text) : undefined}
      inputWrapperOrder={["label", "input", "description", "error"]}
      min={spec.min ?? undefined}
      max={spec.max ?? undefined}
      value={text}
      onBlur={onBlur}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function TextField({ spec, value, onChange, onBlur, error, id, label, hidden }: CellProps) {
  const longest = spec.maxLength ?? 2_000;
  const shared = {
    id,
    label,
    "aria-label": hidden,
    required: spec.required,
    error,
    maxLength: longest,
    value: String(value ?? ""),
    onBlur,
  };
  return label && longest >= AREA_FROM ? (
    <Textarea {...shared} minRows={2} onChange={(event) => onChange(event.currentTarget.value)} />
  ) : (
    <TextInput {...shared} autoComplete="off" onChange={(event) => onChange(event.currentTarget.value)} />
  );
}

function ChoiceField({ form, ...props }: CellProps & { form: Form }) {
  const { t } = useTranslation("approvals");
  const words = useFormWords();
  const phone = usePhone();
  const { spec, value, onChange, error, id, label, hidden } = props;
  const data = (spec.options ?? []).map((option) => ({
    value: option.value,
    label: words.option(form, spec, option.value),
  }));
  if (label && data.length <= SEGMENTS && !phone) {
    return (
      <div className={classes.choices} role="group" aria-labelledby={`${id}-label`}>
        <span id={`${id}-label`} className={classes.label}>
          {label}
        </span>
        <SegmentedControl id={id} data={data} value={String(value ?? "")} onChange={onChange} />
        {error && <span className={classes.error}>{error}</span>}
      </div>
    );
  }
  return (
    <Select
      id={id}
      label={label}
      aria-label={hidden}
      required={spec.required}
      error={error}
      data={data}
      placeholder={t("field.choose")}
      value={value ? String(value) : null}
      onChange={(chosen) => onChange(chosen ?? "")}
    />
  );
}

/** The input for one field of a form, or for one cell of its table. */
export function DraftField({ form, ...props }: CellProps & { form: Form }) {
  switch (props.spec.kind) {
    case "NUMBER":
    case "MONEY":
      return <NumberField {...props} />;
    case "DATE":
      return <DateField {...props} />;
    case "CHOICE":
      return <ChoiceField form={form} {...props} />;
    default:
      return <TextField {...props} />;
  }
}
