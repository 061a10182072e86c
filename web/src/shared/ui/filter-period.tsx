import { Button, Group, Popover } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "@/shared/text";
import { Chip, type PeriodProps, usePeriodText } from "./filters";
import classes from "./filters.module.css";

/** The first and the last day of a filter; either may be open. */
export default function FilterPeriod({ filter, from, to, set }: PeriodProps) {
  const { t } = useTranslation("shared");
  const [opened, setOpened] = useState(true);
  const chosen = usePeriodText(from, to);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" trapFocus>
      <Popover.Target>
        <Chip label={filter.label} chosen={chosen} onClick={() => setOpened(!opened)} />
      </Popover.Target>
      <Popover.Dropdown>
        <Group gap="xs">
          <input
            type="date"
            className={classes.date}
            aria-label={t("periodFrom", { name: filter.label })}
            value={from}
            max={to || undefined}
            onChange={(event) => set(event.currentTarget.value, to)}
          />
          <span aria-hidden>–</span>
          <input
            type="date"
            className={classes.date}
            aria-label={t("periodTo", { name: filter.label })}
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
