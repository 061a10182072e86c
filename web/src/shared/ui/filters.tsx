import { ActionIcon, Button, type ButtonProps, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconChevronDown, IconSearch, IconX } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type ComponentProps, useEffect, useState } from "react";
import { useFormat } from "@/shared/format";
import { useTranslation } from "@/shared/text";
import classes from "./filters.module.css";
import { whenAsked } from "./when-asked";

export type FilterValues = Record<string, string>;

export type Filter =
  | { kind: "choice"; name: string; label: string; options: readonly { value: string; label: string }[] }
  | { kind: "text"; name: string; label: string }
  /** Two days, kept as `<name>From` and `<name>To`. */
  | { kind: "period"; name: string; label: string };

/** The filters of a list live in the address, so that a link, a reload and going back keep them. */
export function useFilters(): {
  values: FilterValues;
  set: (part: Record<string, string | undefined>) => void;
  clear: () => void;
} {
  const values = useSearch({ strict: false }) as FilterValues;
  const navigate = useNavigate();
  const put = (next: FilterValues) => void navigate({ to: ".", search: next as never, replace: true });
  return {
    values,
    set: (part) =>
      put(
        Object.fromEntries(
          Object.entries({ ...values, ...part }).filter(([, value]) => value),
        ) as FilterValues,
      ),
    clear: () => put({}),
  };
}

function TextFilter({ filter, value, set }: { filter: Filter; value: string; set: (value: string) => void }) {
  const { t } = useTranslation("shared");
  const [word, setWord] = useState(value);
  const later = useDebouncedCallback(set, 300);
  useEffect(() => setWord(value), [value]);
  return (
    <TextInput
      size="xs"
      type="search"
      className={classes.text}
      aria-label={filter.label}
      placeholder={filter.label}
      leftSection={<IconSearch size={14} stroke={1.5} aria-hidden />}
      rightSection={
        word && (
          <ActionIcon
            size="sm"
            aria-label={t("clearFilters")}
            onClick={() => {
              setWord("");
              set("");
            }}
          >
            <IconX size={12} />
          </ActionIcon>
        )
      }
      value={word}
      onChange={(event) => {
        setWord(event.currentTarget.value);
        later(event.currentTarget.value.trim());
      }}
    />
  );
}

export interface ChoiceProps {
  filter: Extract<Filter, { kind: "choice" }>;
  value: string;
  set: (value: string) => void;
}

export interface PeriodProps {
  filter: Extract<Filter, { kind: "period" }>;
  from: string;
  to: string;
  set: (from: string, to: string) => void;
}

/** The button of a filter, with what is chosen. */
export function Chip({
  label,
  chosen,
  ...rest
}: { label: string; chosen: string | undefined } & Omit<ButtonProps, "children"> & ComponentProps<"button">) {
  return (
    <Button
      size="xs"
      radius="xl"
      variant={chosen ? "light" : "default"}
      rightSection={<IconChevronDown size={12} aria-hidden />}
      {...rest}
    >
      {chosen ? `${label}: ${chosen}` : label}
    </Button>
  );
}

export function usePeriodText(from: string, to: string): string | undefined {
  const format = useFormat();
  const day = (value: string) => (value ? format.date(value, { weekday: false }) : "");
  return from || to ? `${day(from)} – ${day(to)}` : undefined;
}

const ChoiceFilter = whenAsked<ChoiceProps>(
  () => import("./filter-choice"),
  ({ filter, value }, handlers) => (
    <Chip
      label={filter.label}
      chosen={filter.options.find((option) => option.value === value)?.label}
      aria-haspopup="menu"
      {...handlers}
    />
  ),
);

function PeriodChip({ filter, from, to, ...rest }: Omit<PeriodProps, "set"> & ComponentProps<"button">) {
  return <Chip label={filter.label} chosen={usePeriodText(from, to)} aria-haspopup="dialog" {...rest} />;
}

const PeriodFilter = whenAsked<PeriodProps>(
  () => import("./filter-period"),
  ({ filter, from, to }, handlers) => <PeriodChip filter={filter} from={from} to={to} {...handlers} />,
);

/** A row of chips over a list. What is chosen stands in the address. */
export function FilterBar({ filters }: { filters: readonly Filter[] }) {
  const { t } = useTranslation("shared");
  const { values, set, clear } = useFilters();
  const names = filters.flatMap((filter) =>
    filter.kind === "period" ? [`${filter.name}From`, `${filter.name}To`] : [filter.name],
  );
  return (
    <div className={classes.bar} role="search" aria-label={t("filters")}>
      {filters.map((filter) => {
        if (filter.kind === "text") {
          return (
            <TextFilter
              key={filter.name}
              filter={filter}
              value={values[filter.name] ?? ""}
              set={(value) => set({ [filter.name]: value })}
            />
          );
        }
        if (filter.kind === "choice") {
          return (
            <ChoiceFilter
              key={filter.name}
              filter={filter}
              value={values[filter.name] ?? ""}
              set={(value) => set({ [filter.name]: value })}
            />
          );
        }
        const [from, to] = [`${filter.name}From`, `${filter.name}To`];
        return (
          <PeriodFilter
            key={filter.name}
            filter={filter}
            from={values[from] ?? ""}
            to={values[to] ?? ""}
            set={(a, b) => set({ [from]: a, [to]: b })}
          />
        );
      })}
      {names.some((name) => values[name]) && (
        <Button size="compact-sm" variant="subtle" color="gray" onClick={clear}>
          {t("clearFilters")}
        </Button>
      )}
    </div>
  );
}
