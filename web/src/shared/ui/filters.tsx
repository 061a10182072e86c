import { ActionIcon, Button, Group, Menu, Popover, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconCheck, IconChevronDown, IconSearch, IconX } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useFormat } from "@/shared/format";
import { useTranslation } from "@/shared/text";
import classes from "./filters.module.css";

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

function ChoiceFilter({
  filter,
  value,
  set,
}: {
  filter: Extract<Filter, { kind: "choice" }>;
  value: string;
  set: (value: string) => void;
}) {
  const { t } = useTranslation("shared");
  const chosen = filter.options.find((option) => option.value === value);
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button
          size="xs"
          radius="xl"
          variant={chosen ? "light" : "default"}
          rightSection={<IconChevronDown size={12} aria-hidden />}
        >
          {chosen ? `${filter.label}: ${chosen.label}` : filter.label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {[{ value: "", label: t("all") }, ...filter.options].map((option) => (
          <Menu.Item
            key={option.value}
            role="menuitemradio"
            aria-checked={option.value === value}
            rightSection={option.value === value && <IconCheck size={14} aria-hidden />}
            onClick={() => set(option.value)}
          >
            {option.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function PeriodFilter({
  filter,
  from,
  to,
  set,
}: {
  filter: Filter;
  from: string;
  to: string;
  set: (from: string, to: string) => void;
}) {
  const { t } = useTranslation("shared");
  const format = useFormat();
  const day = (value: string) => (value ? format.date(value, { weekday: false }) : "");
  return (
    <Popover position="bottom-start" trapFocus>
      <Popover.Target>
        <Button
          size="xs"
          radius="xl"
          variant={from || to ? "light" : "default"}
          rightSection={<IconChevronDown size={12} aria-hidden />}
        >
          {from || to ? `${filter.label}: ${day(from)} – ${day(to)}` : filter.label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Group gap="xs">
          <input
            type="date"
            className={classes.date}
            aria-label={`${filter.label} 1`}
            value={from}
            max={to || undefined}
            onChange={(event) => set(event.currentTarget.value, to)}
          />
          <span aria-hidden>–</span>
          <input
            type="date"
            className={classes.date}
            aria-label={`${filter.label} 2`}
            value={to}
            min={from || undefined}
            onChange={(event) => set(from, event.currentTarget.value)}
          />
          <Button size="compact-sm" variant="subtle" onClick={() => set("", "")}>
            {t("clearFilters")}
          </Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}

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
