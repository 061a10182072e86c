import type { TFunction } from "i18next";
import { useTranslation } from "@/shared/text";
import type { Form, FormField } from "./api";

/**
 * The words of a form in the language of the screen. The forms every company starts with are known in both;
 * one that a company made itself speaks as it was written.
 */
export function useFormWords() {
  const { t } = useTranslation("approvals");
  return wordsOf(t);
}

export const wordsOf = (t: TFunction<"approvals">) => ({
  form: (form: Pick<Form, "id" | "name">) => t(`forms.${form.id}.name`, { defaultValue: form.name }),
  lead: (form: Pick<Form, "id">) => t(`forms.${form.id}.lead`, { defaultValue: "" }),
  /** `column` names a column of the table `field`. */
  field: (form: Pick<Form, "id">, field: FormField, column?: FormField) => {
    const spec = column ?? field;
    const key = column ? `${field.name}_${column.name}` : field.name;
    return t(`forms.${form.id}.fields.${key}`, { defaultValue: spec.label });
  },
  option: (form: Pick<Form, "id">, field: FormField, value: string) =>
    t(`forms.${form.id}.options.${field.name}.${value}`, {
      defaultValue: field.options?.find((option) => option.value === value)?.label ?? value,
    }),
});

export type FormWords = ReturnType<typeof wordsOf>;
