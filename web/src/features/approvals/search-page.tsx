import { ActionIcon, Button, Menu, Popover, Stack, TextInput } from "@mantine/core";
import { IconBookmark, IconDownload, IconFileSearch, IconX } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useCommand } from "@/shared/api";
import { saveFile } from "@/shared/api/files";
import { dayOf, useFormat } from "@/shared/format";
import { useTranslation } from "@/shared/text";
import { ConfirmSheet, Empty, Loading, Page, ProblemNote, toast } from "@/shared/ui";
import { Chip, type Filter, FilterBar, type FilterValues, useFilters } from "@/shared/ui/filters";
import { PersonPicker } from "@/shared/ui/person-picker";
import { WorkList } from "@/shared/ui/work-list";
import { type BoxItem, formsQuery, type SearchQuery, searchPage, searchQuery } from "./api";
import { pathOf, rowKey } from "./boxes";
import { csv } from "./csv";
import { useFormWords } from "./forms";
import type { Move } from "./moves";
import { PaperCard, usePaperColumns } from "./paper-list";
import { useDepartmentName, useMyId, usePeople } from "./people";
import { useRemembered } from "./remembered";
import classes from "./search.module.css";

const BoxPreview = lazy(() => import("./box-preview"));
const RowMove = lazy(() => import("./row-move"));

const STATES = ["IN_PROGRESS", "APPROVED", "REJECTED", "RECALLED", "VOIDED"] as const;
const EXPORT_PAGES = 20;
const EXPORT_SIZE = 100;

/** What stands in the address as the server asks for it; a person is kept as `12:김하늘`. */
export function queryOf(values: FilterValues): SearchQuery {
  const id = (value: string | undefined) => value?.split(":")[0] || undefined;
  const digits = (value: string | undefined) => value?.replace(/[^\d.]/g, "") || undefined;
  return {
    q: values.q || undefined,
    number: values.number || undefined,
    formId: values.form || undefined,
    state: values.state || undefined,
    drafterId: id(values.drafter),
    approverId: id(values.approver),
    from: values.submittedFrom || undefined,
    to: values.submittedTo || undefined,
    minAmount: digits(values.min),
    maxAmount: digits(values.max),
  };
}

function PersonChip({ name, label }: { name: "drafter" | "approver"; label: string }) {
  const { t } = useTranslation("shared");
  const find = usePeople();
  const { values, set } = useFilters();
  const [opened, setOpened] = useState(false);
  const chosen = values[name]?.split(":").slice(1).join(":");
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" trapFocus width={280}>
      <Popover.Target>
        <Chip label={label} chosen={chosen} aria-haspopup="dialog" onClick={() => setOpened(!opened)} />
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          <PersonPicker
            label={label}
            find={find}
            onPick={(person) => {
              set({ [name]: `${person.id}:${person.name}` });
              setOpened(false);
            }}
          />
          {chosen && (
            <Button
              size="compact-sm"
              variant="subtle"
              onClick={() => {
                set({ [name]: undefined });
                setOpened(false);
              }}
            >
              {t("all")}
            </Button>
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function AmountChip() {
  const { t } = useTranslation("approvals");
  const format = useFormat();
  const { values, set } = useFilters();
  const [opened, setOpened] = useState(false);
  const { min, max } = values;
  const money = (value: string | undefined) => (value ? format.money(value) : "");
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" trapFocus width={260}>
      <Popover.Target>
        <Chip
          label={t("filter.amount")}
          chosen={min || max ? `${money(min)} – ${money(max)}` : undefined}
          aria-haspopup="dialog"
          onClick={() => setOpened(!opened)}
        />
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          {(["min", "max"] as const).map((name) => (
            <TextInput
              key={name}
              label={t(`filter.${name}`)}
              inputMode="numeric"
              leftSection={<span aria-hidden>₩</span>}
              value={values[name] ?? ""}
              onChange={(event) => set({ [name]: event.currentTarget.value.replace(/\D/g, "") || undefined })}
            />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function SavedSearches() {
  const { t } = useTranslation("approvals");
  const { values } = useFilters();
  const navigate = useNavigate();
  const kept = useRemembered<FilterValues>("searches", useMyId());
  const [naming, setNaming] = useState(false);
  const [name, setName] = useState("");
  const apply = (value: FilterValues) => void navigate({ to: ".", search: value as never });
  return (
    <>
      <Menu position="bottom-end" width={260}>
        <Menu.Target>
          <Button variant="default" size="xs" leftSection={<IconBookmark size={14} stroke={1.5} />}>
            {t("search.saved")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {kept.items.length === 0 && <Menu.Label>{t("search.noSaved")}</Menu.Label>}
          {kept.items.map((one) => (
            <div key={one.name} className={classes.saved}>
              <Menu.Item onClick={() => apply(one.value)}>{one.name}</Menu.Item>
              <ActionIcon
                aria-label={t("line.forget", { name: one.name })}
                onClick={() => kept.remove(one.name)}
              >
                <IconX size={14} stroke={1.5} />
              </ActionIcon>
            </div>
          ))}
          <Menu.Divider />
          <Menu.Item disabled={Object.keys(values).length === 0} onClick={() => setNaming(true)}>
            {t("search.save")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ConfirmSheet
        opened={naming}
        onClose={() => setNaming(false)}
        title={t("search.save")}
        action={t("line.rememberDo")}
        disabled={!name.trim()}
        run={async () => {
          kept.add(name.trim(), values);
          setName("");
          void toast(t("search.savedNow"));
        }}
      >
        <TextInput
          label={t("search.name")}
          value={name}
          maxLength={40}
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </ConfirmSheet>
    </>
  );
}

function useExport(query: SearchQuery) {
  const { t } = useTranslation("approvals");
  const format = useFormat();
  const words = useFormWords();
  const department = useDepartmentName();
  const head = [
    "number",
    "title",
    "form",
    "drafter",
    "department",
    "submittedAt",
    "state",
    "amount",
  ] as const;
  const row = (item: BoxItem) => [
    item.number ?? "",
    item.title,
    words.form({ id: item.formId, name: item.formName }),
    item.drafterName,
    department(item.department),
    item.submittedAt ? format.dateTime(item.submittedAt) : "",
    t(`state.${item.state}`),
    Number(item.amount) > 0 ? item.amount : "",
  ];
  return useCommand(async () => {
    const rows: BoxItem[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < EXPORT_PAGES; page++) {
      const found = await searchPage(query, EXPORT_SIZE, cursor);
      rows.push(...found.items);
      if (!found.nextCursor) {
        cursor = undefined;
        break;
      }
      cursor = found.nextCursor;
    }
    const table = [head.map((name) => t(`column.${name}`)), ...rows.map(row)];
    saveFile(csv(table), `${t("search.file")}-${dayOf(Date.now())}.csv`);
    void toast(
      cursor
        ? t("search.exportedPart", { count: rows.length })
        : t("search.exported", { count: rows.length }),
    );
  });
}

/** 문서 검색: among the papers this person may read. */
export default function SearchPage() {
  const { t } = useTranslation("approvals");
  const words = useFormWords();
  const navigate = useNavigate();
  const { values, clear } = useFilters();
  const forms = useQuery(formsQuery);
  const query = queryOf(values);
  const found = useInfiniteQuery({ ...searchQuery(query), placeholderData: keepPreviousData });
  const columns = usePaperColumns("search");
  const out = useExport(query);
  const [moving, setMoving] = useState<{ item: BoxItem; move: Move } | null>(null);
  const filters: Filter[] = [
    { kind: "text", name: "q", label: t("filter.words") },
    { kind: "text", name: "number", label: t("filter.number") },
    {
      kind: "choice",
      name: "form",
      label: t("filter.form"),
      options: (forms.data?.items ?? []).map((form) => ({ value: form.id, label: words.form(form) })),
    },
    {
      kind: "choice",
      name: "state",
      label: t("column.state"),
      options: STATES.map((state) => ({ value: state, label: t(`state.${state}`) })),
    },
    { kind: "period", name: "submitted", label: t("filter.submitted") },
  ];
  return (
    <Page
      title={t("search.title")}
      width="full"
      fill
      actions={
        <>
          <SavedSearches />
          <Button
            variant="default"
            size="xs"
            leftSection={<IconDownload size={14} stroke={1.5} />}
            loading={out.isPending}
            disabled={!found.data?.pages[0]?.items.length}
            onClick={() => out.run()}
          >
            {t("search.export")}
          </Button>
        </>
      }
    >
      <ProblemNote error={out.error} retry={() => out.run()} />
      <WorkList
        name={`approvals.search.${JSON.stringify(query)}`}
        label={t("search.results")}
        query={found}
        rowKey={rowKey}
        columns={columns}
        card={(item) => <PaperCard item={item} box="search" />}
        open={(item) => void navigate({ to: pathOf(item) })}
        preview={(item) => (
          <Suspense fallback={<Loading rows={8} height={28} />}>
            <BoxPreview key={item.documentId} item={item} onMove={(move) => setMoving({ item, move })} />
          </Suspense>
        )}
        filters={
          <div className={classes.filters}>
            <FilterBar filters={filters} />
            <PersonChip name="drafter" label={t("column.drafter")} />
            <PersonChip name="approver" label={t("filter.approver")} />
            <AmountChip />
          </div>
        }
        empty={
          <Empty
            icon={IconFileSearch}
            title={t("search.none")}
            action={
              <Button variant="default" onClick={clear}>
                {t("search.all")}
              </Button>
            }
          >
            {t("search.noneText")}
          </Empty>
        }
      />
      {moving && (
        <Suspense fallback={null}>
          <RowMove item={moving.item} names={[moving.move.name]} onClose={() => setMoving(null)} />
        </Suspense>
      )}
    </Page>
  );
}
