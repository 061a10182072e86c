import { ActionIcon, Button, Select, TextInput } from "@mantine/core";
import { IconCalendarOff, IconChevronLeft, IconChevronRight, IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { may, useMe } from "@/shared/access";
import { useCommand } from "@/shared/api";
import { DateText, dayOf } from "@/shared/format";
import { isDay } from "@/shared/format/days";
import { useTranslation } from "@/shared/text";
import { ConfirmSheet, Empty, Page, Section, Status, toast } from "@/shared/ui";
import { DataTable } from "@/shared/ui/data-table";
import { useFilters } from "@/shared/ui/filters";
import { Loaded } from "@/shared/ui/loaded";
import {
  addHoliday,
  type HolidayKind,
  type HolidayView,
  holidaysQuery,
  type NewHoliday,
  removeHoliday,
} from "./api";
import { useHolidayName } from "./holiday-name";
import classes from "./holidays.module.css";
import { LeaveNav } from "./nav";
import { Proposals } from "./proposals";
import { Recorded } from "./recorded";

const KINDS = [
  "COMPANY",
  "TEMPORARY",
  "ELECTION",
  "SUBSTITUTE",
  "PUBLIC",
  "LABOUR",
] as const satisfies readonly HolidayKind[];

function NewHolidaySheet({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation("leave");
  const queries = useQueryClient();
  const blank = {
    date: "",
    name: "",
    kind: "COMPANY" as HolidayKind,
    source: "",
    effective: dayOf(Date.now()),
  };
  const [body, setBody] = useState<NewHoliday>(blank);
  // biome-ignore lint/correctness/useExhaustiveDependencies: every opening begins with an empty form.
  useEffect(() => setBody(blank), [opened]);
  const put = (part: Partial<NewHoliday>) => setBody((before) => ({ ...before, ...part }));
  const add = useCommand((ask: NewHoliday, call) => addHoliday(ask, call), {
    onSuccess: () => {
      void toast(t("holidays.added"));
      return queries.invalidateQueries({ queryKey: ["leave"] });
    },
  });
  const ready = isDay(body.date) && isDay(body.effective) && body.name.trim() && body.source.trim();
  return (
    <ConfirmSheet
      opened={opened}
      onClose={onClose}
      title={t("holidays.new")}
      action={t("holidays.add")}
      disabled={!ready}
      run={() => add.runAsync({ ...body, name: body.name.trim(), source: body.source.trim() })}
    >
      <div className={classes.form}>
        <TextInput
          type="date"
          required
          label={t("holidays.date")}
          value={body.date}
          onChange={(event) => put({ date: event.currentTarget.value })}
        />
        <TextInput
          required
          label={t("holidays.name")}
          maxLength={60}
          value={body.name}
          onChange={(event) => put({ name: event.currentTarget.value })}
        />
        <Select
          label={t("holidays.kindLabel")}
          value={body.kind}
          onChange={(value) => put({ kind: (value ?? "COMPANY") as HolidayKind })}
          data={KINDS.map((kind) => ({ value: kind, label: t(`holidays.kind.${kind}`) }))}
        />
        <TextInput
          type="date"
          required
          label={t("holidays.effective")}
          value={body.effective}
          onChange={(event) => put({ effective: event.currentTarget.value })}
        />
        <TextInput
          required
          className={classes.whole}
          label={t("holidays.source")}
          description={t("holidays.sourceHelp")}
          inputWrapperOrder={["label", "input", "description", "error"]}
          maxLength={200}
          value={body.source}
          onChange={(event) => put({ source: event.currentTarget.value })}
        />
        <p className={classes.hint}>{t("holidays.addText")}</p>
      </div>
    </ConfirmSheet>
  );
}

/** The days nobody has to work, what each rests on, and the leaves that a change of them touches. */
export default function HolidaysPage() {
  const { t } = useTranslation("leave");
  const me = useMe();
  const queries = useQueryClient();
  const name = useHolidayName();
  const { values, set } = useFilters();
  const present = Number(dayOf(Date.now()).slice(0, 4));
  const year = Number(values.year) || present;
  const holidays = useQuery(holidaysQuery(year));
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<HolidayView | null>(null);
  const remove = useCommand(
    ({ id, version }: { id: number; version: number }, call) =>
      removeHoliday(id, { ...call, ifMatch: version }),
    {
      onSuccess: () => {
        void toast(t("holidays.removed"));
        return queries.invalidateQueries({ queryKey: ["leave"] });
      },
    },
  );
  const go = (next: number) => set({ year: next === present ? undefined : String(next) });
  const add = (
    <Button leftSection={<IconPlus size={16} stroke={1.5} aria-hidden />} onClick={() => setAdding(true)}>
      {t("holidays.new")}
    </Button>
  );
  return (
    <Page title={t("title")} actions={add}>
      <LeaveNav />
      {may(me, ["hr"]) && <Proposals />}
      <div className={classes.years}>
        <ActionIcon variant="default" aria-label={t("holidays.previous")} onClick={() => go(year - 1)}>
          <IconChevronLeft size={18} stroke={1.5} aria-hidden />
        </ActionIcon>
        <strong>{t("holidays.year", { year })}</strong>
        <ActionIcon variant="default" aria-label={t("holidays.next")} onClick={() => go(year + 1)}>
          <IconChevronRight size={18} stroke={1.5} aria-hidden />
        </ActionIcon>
      </div>
      <Section>
        <Loaded query={holidays} rows={10} height={28}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty icon={IconCalendarOff} title={t("holidays.none", { year })}>
                {t("holidays.noneText")}
              </Empty>
            ) : (
              <DataTable
                label={t("nav.holidays")}
                rows={items}
                rowKey={(row) => row.id}
                cells={[
                  {
                    key: "date",
                    header: t("holidays.date"),
                    place: "note",
                    cell: (row) => <DateText value={row.date} />,
                  },
                  { key: "name", header: t("holidays.name"), place: "title", cell: (row) => name(row.name) },
                  {
                    key: "kind",
                    header: t("holidays.kindLabel"),
                    place: "side",
                    cell: (row) => t(`holidays.kind.${row.kind}`),
                  },
                  {
                    key: "source",
                    header: t("holidays.source"),
                    cell: (row) => <Recorded>{row.source}</Recorded>,
                  },
                  {
                    key: "effective",
                    header: t("holidays.effective"),
                    cell: (row) => <DateText value={row.effective} />,
                  },
                  {
                    key: "verified",
                    header: t("holidays.verifiedLabel"),
                    cell: (row) =>
                      row.verified ? (
                        <Status tone="positive">{t("holidays.verified")}</Status>
                      ) : (
                        <Status tone="caution">{t("holidays.unverified")}</Status>
                      ),
                  },
                  {
                    key: "act",
                    header: "",
                    align: "end",
                    place: "foot",
                    cell: (row) => (
                      <Button size="compact-sm" variant="subtle" color="red" onClick={() => setRemoving(row)}>
                        {t("holidays.remove")}
                      </Button>
                    ),
                  },
                ]}
              />
            )
          }
        </Loaded>
      </Section>
      <NewHolidaySheet opened={adding} onClose={() => setAdding(false)} />
      <ConfirmSheet
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title={t("holidays.removeTitle", { name: removing ? name(removing.name) : "" })}
        action={t("holidays.remove")}
        tone="critical"
        run={() => remove.runAsync({ id: removing?.id ?? 0, version: removing?.version ?? 0 })}
      >
        {t("holidays.removeText")}
      </ConfirmSheet>
    </Page>
  );
}
