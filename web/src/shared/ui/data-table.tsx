import { ActionIcon, Button } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { Fragment, type ReactNode, useId, useState } from "react";
import { useTranslation } from "@/shared/text";
import classes from "./data-table.module.css";
import { usePhone } from "./screen";

export interface Cell<R> {
  key: string;
  header: string;
  cell: (row: R) => ReactNode;
  align?: "end";
  /** On phones: the title line, the line under it, or at the right of the title; the rest is labelled. */
  place?: "title" | "note" | "side" | "foot";
  /** Not on phones. */
  wide?: boolean;
}

/**
 * Short lists and pages of longer ones: a table on desks, cards on phones. `detail` opens under its row.
 * What may hold thousands of rows is a `WorkList`.
 */
export function DataTable<R>({
  label,
  rows,
  cells,
  rowKey,
  detail,
  detailLabel,
}: {
  label: string;
  rows: readonly R[];
  cells: readonly Cell<R>[];
  rowKey: (row: R) => string | number;
  detail?: (row: R) => ReactNode;
  detailLabel?: string;
}) {
  const { t } = useTranslation("shared");
  const phone = usePhone();
  const scope = useId();
  const [open, setOpen] = useState<ReadonlySet<string | number>>(new Set());
  const toggle = (key: string | number) =>
    setOpen(
      (before) => new Set(before.has(key) ? [...before].filter((one) => one !== key) : [...before, key]),
    );
  const why = (key: string | number) => {
    const shared = {
      "aria-expanded": open.has(key),
      "aria-controls": `${scope}-${key}`,
      onClick: () => toggle(key),
    };
    const mark = <IconChevronDown size={16} stroke={1.5} className={classes.mark} aria-hidden />;
    return detailLabel ? (
      <Button variant="subtle" size={phone ? "sm" : "compact-sm"} rightSection={mark} {...shared}>
        {detailLabel}
      </Button>
    ) : (
      <ActionIcon {...shared}>{mark}</ActionIcon>
    );
  };
  if (phone) {
    const at = (place: Cell<R>["place"]) => cells.filter((cell) => cell.place === place && !cell.wide);
    const plain = cells.filter((cell) => !cell.place && !cell.wide);
    const beside = detail !== undefined && at("foot").length === 0;
    return (
      <ul className={classes.cards} aria-label={label}>
        {rows.map((row) => {
          const key = rowKey(row);
          return (
            <li key={key} className={classes.card}>
              <div className={classes.cardHead}>
                <div className={classes.cardTitle}>
                  {at("title").map((cell) => (
                    <Fragment key={cell.key}>{cell.cell(row)}</Fragment>
                  ))}
                </div>
                <div className={classes.cardSide}>
                  {at("side").map((cell) => (
                    <Fragment key={cell.key}>{cell.cell(row)}</Fragment>
                  ))}
                </div>
              </div>
              {(at("note").length > 0 || beside) && (
                <div className={classes.cardHead}>
                  <div className={classes.cardNote}>
                    {at("note").map((cell) => (
                      <span key={cell.key}>{cell.cell(row)}</span>
                    ))}
                  </div>
                  {beside && <div className={classes.beside}>{why(key)}</div>}
                </div>
              )}
              {plain.length > 0 && (
                <dl className={classes.facts}>
                  {plain.map((cell) => (
                    <div key={cell.key}>
                      <dt>{cell.header}</dt>
                      <dd>{cell.cell(row)}</dd>
                    </div>
                  ))}
                </dl>
              )}
              {at("foot").length > 0 && (
                <div className={classes.foot}>
                  {at("foot").map((cell) => (
                    <Fragment key={cell.key}>{cell.cell(row)}</Fragment>
                  ))}
                  {detail && why(key)}
                </div>
              )}
              {detail && open.has(key) && <div id={`${scope}-${key}`}>{detail(row)}</div>}
            </li>
          );
        })}
      </ul>
    );
  }
  return (
    <div className={classes.scroll}>
      <table className={classes.table} aria-label={label}>
        <thead>
          <tr>
            {cells.map((cell) => (
              <th key={cell.key} scope="col" data-align={cell.align}>
                {cell.header || <span className={classes.hidden}>{t("actions")}</span>}
              </th>
            ))}
            {detail && (
              <th scope="col">
                <span className={classes.hidden}>{detailLabel}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const key = rowKey(row);
            return (
              <Fragment key={key}>
                <tr data-open={(detail && open.has(key)) || undefined}>
                  {cells.map((cell) => (
                    <td key={cell.key} data-align={cell.align}>
                      {cell.cell(row)}
                    </td>
                  ))}
                  {detail && <td data-align="end">{why(key)}</td>}
                </tr>
                {detail && open.has(key) && (
                  <tr className={classes.detail} id={`${scope}-${key}`}>
                    <td colSpan={cells.length + 1}>{detail(row)}</td>
                  </tr>
                )}
              </Fragment>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** The next page of a cursor, on request. */
export function More({
  query,
}: {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
}) {
  const { t } = useTranslation("shared");
  if (!query.hasNextPage) return null;
  return (
    <div className={classes.more}>
      <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        {t("more")}
      </Button>
    </div>
  );
}
