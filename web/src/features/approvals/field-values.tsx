import { useFormat } from "@/shared/format";
import { useTranslation } from "@/shared/text";
import type { Form, FormField } from "./api";
import { isEmpty, isRows, type Row, type Values } from "./fields";
import { useFormWords } from "./forms";
import classes from "./paper.module.css";

const NUMERIC = new Set(["NUMBER", "MONEY"]);

function useValueText() {
  const format = useFormat();
  const words = useFormWords();
  return (form: Form, spec: FormField, value: Values[string] | undefined): string => {
    if (isEmpty(value) || isRows(value)) return "";
    if (spec.kind === "MONEY") return format.money(String(value));
    if (spec.kind === "NUMBER") return format.number(String(value), spec.scale ?? 0);
    if (spec.kind === "DATE") return format.date(String(value));
    if (spec.kind === "CHOICE") return words.option(form, spec, String(value));
    return String(value);
  };
}

function Table({ form, spec, rows }: { form: Form; spec: FormField; rows: readonly Row[] }) {
  const { t } = useTranslation("approvals");
  const words = useFormWords();
  const say = useValueText();
  const columns = spec.columns ?? [];
  return (
    <div className={classes.tableScroll} role="group" aria-label={words.field(form, spec)} tabIndex={0}>
      <table className={classes.table}>
        <caption>{words.field(form, spec)}</caption>
        <thead>
          <tr>
            <th scope="col" className={classes.place}>
              {t("field.place")}
            </th>
            {columns.map((column) => (
              <th key={column.name} scope="col" data-number={NUMERIC.has(column.kind ?? "") || undefined}>
                {words.field(form, spec, column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={at}>
              <td className={classes.place}>{at + 1}</td>
              {columns.map((column) => (
                <td key={column.name} data-number={NUMERIC.has(column.kind ?? "") || undefined}>
                  {say(form, column, row[column.name])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** `11. 24. (화) – 11. 25. (수)` in one line, where a form has a first and a last day. */
const together = (specs: readonly FormField[]) =>
  specs.some(({ name }) => name === "startDate") && specs.some(({ name }) => name === "endDate");

/** The fields of a paper as they were submitted; what was left empty is left out. */
export function FieldValues({ form, values }: { form: Form; values: Values }) {
  const { t } = useTranslation("approvals");
  const words = useFormWords();
  const say = useValueText();
  const specs = (form.fields ?? []).filter((spec) => {
    const value = values[spec.name];
    // A sum of nothing says nothing.
    return !isEmpty(value) && !(spec.formula && Number(value) === 0);
  });
  const span = together(specs);
  const single = specs.filter((spec) => spec.kind !== "TABLE" && !(span && spec.name === "endDate"));
  const tables = specs.filter((spec) => spec.kind === "TABLE");
  const last = specs.find((spec) => spec.name === "endDate");
  return (
    <>
      {single.length > 0 && (
        <dl className={classes.fields}>
          {single.map((spec) => {
            const period = span && spec.name === "startDate" && last;
            const same = values.startDate === values.endDate;
            return (
              <div
                key={spec.name}
                data-wide={
                  period || String(values[spec.name]).length > 40 || single.length === 1 ? true : undefined
                }
              >
                <dt>{period ? t("field.period") : words.field(form, spec)}</dt>
                <dd>
                  {say(form, spec, values[spec.name])}
                  {period && !same && ` – ${say(form, last, values.endDate)}`}
                </dd>
              </div>
            );
          })}
        </dl>
      )}
      {tables.map((spec) => {
        const rows = values[spec.name];
        return isRows(rows) ? <Table key={spec.name} form={form} spec={spec} rows={rows} /> : null;
      })}
    </>
  );
}
