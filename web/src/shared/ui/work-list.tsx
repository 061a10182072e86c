import { Button, Checkbox, Skeleton } from "@mantine/core";
import { useElementSize, useMergedRef } from "@mantine/hooks";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from "react";
import type { Page } from "@/shared/api";
import type { Icon } from "@/shared/feature";
import { useFormat } from "@/shared/format";
import { isComposing, type KeyBinding, useKeys } from "@/shared/keyboard";
import { useTranslation } from "@/shared/text";
import { Empty, Loading, ProblemNote } from "./feedback";
import { usePhone, useWide } from "./screen";
import classes from "./work-list.module.css";
import { type Cursor, useCursor } from "./work-list-cursor";

export interface Column<R> {
  key: string;
  header: string;
  cell: (row: R) => ReactNode;
  /** A grid track: `96px`, `minmax(120px, 2fr)`. */
  width?: string;
  align?: "start" | "end";
  /** Shown only where the list itself is at least this wide; beside a preview it has 480 to 640 px. */
  from?: number;
}

/** `useInfiniteQuery(cursorQuery(…))` and `useQuery` of an array both fit. */
export interface ListQuery<R> {
  data?: { pages: readonly Page<R>[] } | readonly R[];
  isPending: boolean;
  isError: boolean;
  error: unknown;
  refetch: () => unknown;
  hasNextPage?: boolean;
  isFetchingNextPage?: boolean;
  fetchNextPage?: () => unknown;
}

export interface BulkAction<R> {
  label: string;
  icon?: Icon;
  tone?: "accent" | "critical";
  /** At most this many at once; the button is disabled beyond. */
  max?: number;
  run: (rows: readonly R[]) => void;
}

export interface RowKey<R> extends Omit<KeyBinding, "run"> {
  /** Runs on the row under the cursor. */
  run: (row: R) => void;
}

export interface WorkListProps<R> {
  /** Names the list for readers and for the memory of its position. */
  name: string;
  label: string;
  query: ListQuery<R>;
  rowKey: (row: R) => string;
  columns: readonly Column<R>[];
  /** The row as a card, for phones. */
  card: (row: R) => ReactNode;
  /** Enter, a click, or a double click where a preview stands beside. */
  open?: (row: R) => void;
  preview?: (row: R) => ReactNode;
  bulk?: readonly BulkAction<R>[];
  keys?: readonly RowKey<R>[];
  /** Rows not yet read are set in bold with a dot. */
  unread?: (row: R) => boolean;
  filters?: ReactNode;
  empty: ReactNode;
}

export const rowsOf = <R,>(data: ListQuery<R>["data"]): readonly R[] =>
  !data ? [] : "pages" in data ? data.pages.flatMap((page) => page.items) : data;

function Rows<R>({
  props,
  rows,
  cursor,
  phone,
  wide,
}: {
  props: WorkListProps<R>;
  rows: readonly R[];
  cursor: Cursor;
  phone: boolean;
  wide: boolean;
}) {
  const { t } = useTranslation("shared");
  const { query, columns, rowKey, open, bulk, unread } = props;
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const { ref: measure, width } = useElementSize<HTMLDivElement>();
  const coarse = phone || (typeof matchMedia === "function" && matchMedia("(pointer: coarse)").matches);
  const height = phone ? 96 : coarse ? 48 : 40;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    getItemKey: (at) => rowKey(rows[at] as R),
    overscan: 12,
    initialOffset: cursor.offset(),
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= rows.length - 10) void fetchNextPage?.();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, last, rows.length]);

  const go = (to: number) => {
    const at = Math.max(0, Math.min(rows.length - 1, to));
    const row = rows[at];
    if (!row) return;
    cursor.place(rowKey(row));
    virtual.scrollToIndex(at, { align: "auto" });
    box.current?.focus({ preventScroll: true });
  };
  const at = rows.findIndex((row) => rowKey(row) === cursor.key);
  const here = rows[at];
  const toggle = (row: R | undefined) => row && bulk?.length && cursor.toggle(rowKey(row));

  useKeys(t("keys.list"), [
    { key: "j", label: t("keys.next"), run: () => go(at + 1) },
    { key: "k", label: t("keys.previous"), run: () => go(at < 0 ? 0 : at - 1) },
    { key: "Enter", label: t("keys.open"), run: () => here && open?.(here) },
    ...(bulk?.length ? [{ key: "x", label: t("keys.select"), run: () => toggle(here) }] : []),
    ...(bulk?.length ? [{ key: "Escape", label: t("keys.clear"), run: () => cursor.clear() }] : []),
    ...(props.keys ?? []).map((one) => ({ ...one, run: () => here && one.run(here) })),
  ]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? height) / height) - 1);
    const moves: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at < 0 ? 0 : at - 1,
      Home: 0,
      End: rows.length - 1,
      PageDown: at + page,
      PageUp: at - page,
    };
    const to = moves[event.key];
    if (event.key === " " && event.target === box.current) toggle(here);
    else if (to === undefined) return;
    else go(to);
    event.preventDefault();
  };

  const both = useMergedRef(box, measure);
  const press = (row: R) => {
    cursor.place(rowKey(row));
    if (!(wide && props.preview)) open?.(row);
  };
  const shown = columns.filter((column) => !column.from || width === 0 || width >= column.from);
  const tracks = [
    ...(bulk?.length ? ["40px"] : []),
    ...shown.map((column) => column.width ?? "minmax(0, 1fr)"),
  ].join(" ");
  const box40 = (row: R) => (
    <span role={phone ? undefined : "gridcell"} className={classes.check}>
      <Checkbox
        size="xs"
        tabIndex={-1}
        aria-label={t("selectRow")}
        checked={cursor.selected.has(rowKey(row))}
        onClick={(event) => event.stopPropagation()}
        onChange={() => cursor.toggle(rowKey(row))}
      />
    </span>
  );

  return (
    <div
      ref={both}
      className={classes.scroll}
      role={phone ? "list" : "grid"}
      aria-label={props.label}
      aria-rowcount={phone ? undefined : hasNextPage ? -1 : rows.length + 1}
      aria-multiselectable={!phone && bulk?.length ? true : undefined}
      aria-activedescendant={!phone && at >= 0 ? `${id}-${at}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onFocus={(event) => {
        if (event.target === box.current && at < 0 && rows[0]) cursor.place(rowKey(rows[0]));
      }}
      onScroll={(event) => cursor.scrolled(event.currentTarget.scrollTop)}
    >
      {!phone && (
        <div role="row" aria-rowindex={1} className={classes.header} style={{ gridTemplateColumns: tracks }}>
          {bulk && bulk.length > 0 && (
            <span role="columnheader" className={classes.check}>
              <Checkbox
                size="xs"
                aria-label={t("selectAll")}
                checked={cursor.selected.size > 0 && cursor.selected.size === rows.length}
                indeterminate={cursor.selected.size > 0 && cursor.selected.size < rows.length}
                onChange={(event) => cursor.select(event.currentTarget.checked ? rows.map(rowKey) : [])}
              />
            </span>
          )}
          {shown.map((column) => (
            <span key={column.key} role="columnheader" data-align={column.align}>
              {column.header}
            </span>
          ))}
        </div>
      )}
      <div className={classes.canvas} role="presentation" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index] as R;
          const key = rowKey(row);
          return (
            <div
              key={key}
              id={`${id}-${item.index}`}
              ref={phone ? virtual.measureElement : undefined}
              data-index={item.index}
              role={phone ? "listitem" : "row"}
              aria-rowindex={phone ? undefined : item.index + 2}
              aria-selected={phone ? undefined : bulk?.length ? cursor.selected.has(key) : key === cursor.key}
              className={phone ? classes.card : classes.row}
              data-here={key === cursor.key || undefined}
              data-unread={unread?.(row) || undefined}
              data-opens={open ? true : undefined}
              style={{
                transform: `translateY(${item.start}px)`,
                height: phone ? undefined : item.size,
                gridTemplateColumns: phone ? undefined : tracks,
              }}
              onClick={() => press(row)}
              onDoubleClick={() => wide && props.preview && open?.(row)}
            >
              {bulk && bulk.length > 0 && box40(row)}
              {phone ? (
                <div className={classes.cardBody}>{props.card(row)}</div>
              ) : (
                shown.map((column) => (
                  <span key={column.key} role="gridcell" data-align={column.align} className={classes.cell}>
                    {column.cell(row)}
                  </span>
                ))
              )}
            </div>
          );
        })}
      </div>
      {isFetchingNextPage && (
        <div className={classes.foot}>
          <Skeleton height={16} width="40%" />
        </div>
      )}
    </div>
  );
}

/**
 * A list people work through all day: filters in the address, virtual rows, keys (`j k Enter x ?` and the
 * page's own), a selection bar, a preview beside it from 1200 px, cards up to 600 px. The cursor, the
 * selection and the scroll position survive going into a document and back.
 */
export function WorkList<R>(props: WorkListProps<R>) {
  const { t } = useTranslation("shared");
  const format = useFormat();
  const phone = usePhone();
  const wide = useWide();
  const { query, rowKey, bulk = [], preview } = props;
  const rows = rowsOf(query.data);
  const cursor = useCursor(props.name, rows.map(rowKey), !query.isPending);
  const chosen = rows.filter((row) => cursor.selected.has(rowKey(row)));
  const here = rows.find((row) => rowKey(row) === cursor.key);
  const full = rows.length > 0;
  return (
    <div className={classes.list}>
      {chosen.length > 0 ? (
        <div
          className={classes.selection}
          role="toolbar"
          aria-label={t("selected", { value: chosen.length })}
        >
          <strong className="tabular">{t("selected", { value: format.number(chosen.length) })}</strong>
          {bulk.map(({ label, icon: Mark, tone, max, run }) => (
            <Button
              key={label}
              size="xs"
              variant={tone === "critical" ? "default" : "filled"}
              leftSection={Mark && <Mark size={14} stroke={1.5} />}
              disabled={max !== undefined && chosen.length > max}
              onClick={() => run(chosen)}
            >
              {label}
            </Button>
          ))}
          <Button size="xs" variant="subtle" color="gray" onClick={cursor.clear}>
            {t("clearSelection")}
          </Button>
        </div>
      ) : (
        props.filters && <div className={classes.filters}>{props.filters}</div>
      )}
      {query.isError && full && <ProblemNote error={query.error} retry={query.refetch} />}
      <div className={classes.panes} data-preview={(wide && preview !== undefined && full) || undefined}>
        <div className={classes.pane}>
          {query.isPending ? (
            <Loading rows={10} height={24} />
          ) : query.isError && !full ? (
            <ProblemNote error={query.error} retry={query.refetch} />
          ) : full ? (
            <Rows props={props} rows={rows} cursor={cursor} phone={phone} wide={wide} />
          ) : (
            props.empty
          )}
        </div>
        {wide && preview && full && (
          <aside className={classes.preview} aria-label={t("preview")}>
            {here ? preview(here) : <Empty title={t("preview")}>{t("noPreview")}</Empty>}
          </aside>
        )}
      </div>
    </div>
  );
}
