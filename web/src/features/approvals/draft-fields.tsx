import { lazy, Suspense } from "react";
import { useFormat } from "@/shared/format";
import { useTranslation } from "@/shared/text";
import { Loading } from "@/shared/ui";
import type { Form, FormField } from "./api";
import classes from "./draft.module.css";
import { DraftField } from "./draft-field";
import { DraftTable } from "./draft-table";
import { type Cell, calculated, isRows, type Row, type Values } from "./fields";
import { useFormWords } from "./forms";

const LeaveFields = lazy(() => import("./leave-fields"));

/** What the day picker of the leave form stands for. */
const LEAVE = "leave";
const PICKED = new Set(["startDate", "endDate", "unit", "leaveDays"]);

const wide = (spec: FormField) =>
  spec.kind === "TABLE" || ((spec.kind ?? "TEXT") === "TEXT" && (spec.maxLength ?? 2_000) >= 200);

/** The inputs of a form as its definition says, calculated ones shown as they will be. */
export function DraftFields({
  form,
  values,
  errors,
  onChange,
  onTouch,
}: {
  form: Form;
  values: Values;
  errors: ReadonlyMap<string, string>;
  onChange: (part: Values) => void;
  onTouch: (path: string) => void;
}) {
  const { t } = useTranslation("approvals");
  const words = useFormWords();
  const format = useFormat();
  const shown = calculated(form, values);
  const picking = form.id === LEAVE;
  const specs = (form.fields ?? []).filter((spec) => !(picking && PICKED.has(spec.name)));
  return (
    <div className={classes.fields}>
      {picking && (
        <div data-wide>
          <Suspense fallback={<Loading rows={6} height={32} />}>
            <LeaveFields form={form} values={values} errors={errors} onChange={onChange} onTouch={onTouch} />
          </Suspense>
        </div>
      )}
      {specs.map((spec) => {
        const value = values[spec.name];
        if (spec.kind === "TABLE") {
          const full = shown[spec.name];
          return (
            <div key={spec.name} data-wide>
              <DraftTable
                form={form}
                spec={spec}
                rows={isRows(value) ? value : []}
                shown={isRows(full) ? full : []}
                errors={errors}
                onChange={(rows: Row[]) => onChange({ [spec.name]: rows })}
                onTouch={onTouch}
              />
            </div>
          );
        }
        if (spec.formula) {
          const found = shown[spec.name] as Cell;
          return (
            <div key={spec.name} className={classes.computed}>
              <span>
                {words.field(form, spec)} · {t("field.computed")}
              </span>
              <output>
                {found === null || found === undefined
                  ? "–"
                  : spec.kind === "MONEY"
                    ? format.money(String(found))
                    : format.number(String(found), spec.scale ?? 0)}
              </output>
            </div>
          );
        }
        return (
          <div key={spec.name} data-wide={wide(spec) || undefined}>
            <DraftField
              form={form}
              spec={spec}
              id={`field-${spec.name}`}
              label={words.field(form, spec)}
              value={isRows(value) ? undefined : value}
              error={errors.get(spec.name)}
              onChange={(next) => onChange({ [spec.name]: next })}
              onBlur={() => onTouch(spec.name)}
            />
          </div>
        );
      })}
    </div>
  );
}
