import { ActionIcon, Button } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useRef } from "react";
import { useFormat } from "@/shared/format";
import { onEnter } from "@/shared/keyboard";
import { useTranslation } from "@/shared/text";
import type { Form, FormField } from "./api";
import { DraftField } from "./draft-field";
import classes from "./draft-table.module.css";
import type { Cell, Row } from "./fields";
import { useFormWords } from "./forms";

const MOST = 200;

/**
 * A table of rows with calculated cells. Enter in a cell goes to the row below, and makes one after the last.
 * `shown` are the rows with their calculated cells filled in.
 */
export function DraftTable({
  form,
  spec,
  rows,
  shown,
  errors,
  onChange,
  onTouch,
}: {
  form: Form;
  spec: FormField;
  rows: readonly Row[];
  shown: readonly Row[];
  errors: ReadonlyMap<string, string>;
  onChange: (rows: Row[]) => void;
  onTouch: (path: string) => void;
}) {
  const { t } = useTranslation("approvals");
  const words = useFormWords();
  const format = useFormat();
  const box = useRef<HTMLDivElement>(null);
  const columns = spec.columns ?? [];
  const label = words.field(form, spec);
  const visible: readonly Row[] = rows.length > 0 ? rows : [{}];
  const number = (column: FormField) => column.kind === "NUMBER" || column.kind === "MONEY";

  const put = (at: number, name: string, value: Cell) =>
    onChange(visible.map((row, place) => (place === at ? { ...row, [name]: value } : row)));
  const focus = (at: number, column: number) =>
    requestAnimationFrame(() =>
      box.current
        ?.querySelectorAll<HTMLElement>("[data-row]")
        [at]?.querySelectorAll<HTMLElement>("input")
        [column]?.focus(),
    );
  const add = (column = 0) => {
    if (visible.length >= MOST) return;
    onChange([...visible, {}]);
    focus(visible.length, column);
  };
  const calculated = (column: FormField, value: Cell | undefined) =>
    value === null || value === undefined || value === ""
      ? "–"
      : column.kind === "MONEY"
        ? format.money(String(value))
        : format.number(String(value), column.scale ?? 0);

  return (
    <div
      className={classes.table}
      ref={box}
      role="group"
      aria-label={label}
      id={`field-${spec.name}`}
      tabIndex={-1}
    >
      <div className={classes.caption}>{label}</div>
      <div className={classes.head} style={{ gridTemplateColumns: tracks(columns) }} aria-hidden>
        <span>{t("field.place")}</span>
        {columns.map((column) => (
          <span key={column.name} data-number={number(column) || undefined}>
            {words.field(form, spec, column)}
          </span>
        ))}
        <span />
      </div>
      {visible.map((row, at) => {
        let input = -1;
        return (
          <div key={at} className={classes.row} data-row style={{ gridTemplateColumns: tracks(columns) }}>
            <span className={classes.place}>{at + 1}</span>
            {columns.map((column) => {
              const name = t("field.cell", {
                table: label,
                row: at + 1,
                column: words.field(form, spec, column),
              });
              const path = `${spec.name}.${at}.${column.name}`;
              if (!column.formula) input++;
              const here = input;
              return (
                <div
                  key={column.name}
                  className={classes.cell}
                  data-number={number(column) || undefined}
                  data-wide={!number(column) || undefined}
                  onKeyDown={onEnter(() => (at === visible.length - 1 ? add(here) : focus(at + 1, here)))}
                >
                  <span className={classes.cellLabel} aria-hidden>
                    {words.field(form, spec, column)}
                  </span>
                  {column.formula ? (
                    <output className={classes.computed} aria-label={name}>
                      {calculated(column, shown[at]?.[column.name])}
                    </output>
                  ) : (
                    <DraftField
                      form={form}
                      spec={{ ...column, required: false }}
                      id={`field-${path}`}
                      hidden={name}
                      value={row[column.name]}
                      error={errors.get(path)}
                      onChange={(value) => put(at, column.name, value)}
                      onBlur={() => onTouch(path)}
                    />
                  )}
                </div>
              );
            })}
            <ActionIcon
              className={classes.remove}
              aria-label={t("field.removeRow", { table: label, row: at + 1 })}
              disabled={rows.length === 0}
              onClick={() => onChange(visible.filter((_, place) => place !== at))}
            >
              <IconX size={16} stroke={1.5} />
            </ActionIcon>
          </div>
        );
      })}
      <div>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} stroke={1.5} />}
          disabled={visible.length >= MOST}
          onClick={() => add()}
        >
          {t("field.addRow")}
        </Button>
      </div>
    </div>
  );
}

const TRACK: Record<string, string> = {
  NUMBER: "minmax(72px, 88px)",
  MONEY: "minmax(104px, 136px)",
  DATE: "148px",
};

const tracks = (columns: readonly FormField[]) =>
  ["28px", ...columns.map(({ kind }) => TRACK[kind ?? ""] ?? "minmax(140px, 1fr)"), "36px"].join(" ");
