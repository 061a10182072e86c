import { Button } from "@mantine/core";
import { IconCheck, IconPencilPlus, IconTrash } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Navigate, useNavigate, useParams } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { useTranslation } from "@/shared/text";
import { ConfirmSheet, Empty, Loading, Page, toast } from "@/shared/ui";
import { type Filter, FilterBar, useFilters } from "@/shared/ui/filters";
import { type BulkAction, type ListQuery, type RowKey, WorkList } from "@/shared/ui/work-list";
import { ALL, type Box, type BoxItem, boxQuery, discardDocument, formsQuery } from "./api";
import { BoxTabs } from "./box-tabs";
import { isBox, isFiltered, matches, pathOf, rowKey } from "./boxes";
import { useFormWords } from "./forms";
import type { Move, MoveName } from "./moves";
import { PaperCard, usePaperColumns } from "./paper-list";

const BoxPreview = lazy(() => import("./box-preview"));
const BulkApprove = lazy(() => import("./bulk-approve"));
const RowMove = lazy(() => import("./row-move"));

const PAGE = 50;
/** While a filter is on, the rest of the box is looked through in large steps. */
const LARGE_PAGE = 100;
const ENOUGH = 30;
const BULK = 50;
const DECIDING: ReadonlySet<Box> = new Set(["waiting"]);

const KEYS: readonly { key: string; names: readonly MoveName[] }[] = [
  { key: "a", names: ["APPROVE", "AGREE"] },
  { key: "r", names: ["REJECT", "DISAGREE"] },
  { key: "h", names: ["HOLD", "RESUME"] },
];

/** The rows of a box that fit the filter; the box is read on until enough of them are there. */
function useRows(box: Box): ListQuery<BoxItem> & { filtered: boolean } {
  const { values } = useFilters();
  const filtered = isFiltered(values);
  const query = useInfiniteQuery(boxQuery(box, filtered ? LARGE_PAGE : PAGE));
  const pages = query.data?.pages;
  const found = useMemo(
    () => pages?.map((page) => ({ ...page, items: page.items.filter((item) => matches(item, values)) })),
    [pages, values],
  );
  const count = found?.reduce((sum, page) => sum + page.items.length, 0) ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage, isError } = query;
  const searching = filtered && hasNextPage && count < ENOUGH && !isError;
  useEffect(() => {
    if (searching && !isFetchingNextPage) void fetchNextPage();
  }, [searching, isFetchingNextPage, fetchNextPage]);
  return {
    data: found && { pages: found },
    isPending: query.isPending || (searching && count === 0),
    isError,
    error: query.error,
    refetch: query.refetch,
    hasNextPage,
    isFetchingNextPage,
    fetchNextPage,
    filtered,
  };
}

function useBoxFilters(box: Box): Filter[] {
  const { t } = useTranslation("approvals");
  const words = useFormWords();
  const forms = useQuery(formsQuery);
  const only = (
    [
      ["unread", true],
      ["held", box === "waiting"],
      ["proxy", box === "waiting" || box === "post"],
    ] as const
  ).filter(([, fits]) => fits);
  return [
    { kind: "text", name: "q", label: t("filter.q") },
    {
      kind: "choice",
      name: "form",
      label: t("filter.form"),
      options: (forms.data?.items ?? []).map((form) => ({ value: form.id, label: words.form(form) })),
    },
    ...(box === "drafts"
      ? []
      : [
          {
            kind: "choice" as const,
            name: "only",
            label: t("filter.only"),
            options: only.map(([value]) => ({ value, label: t(`filter.${value}`) })),
          },
        ]),
  ];
}

function NothingHere({ box, filtered }: { box: Box; filtered: boolean }) {
  const { t } = useTranslation(["approvals", "shared"]);
  const { clear } = useFilters();
  if (filtered) {
    return (
      <Empty
        title={t("box.noMatch")}
        action={
          <Button variant="default" onClick={clear}>
            {t("shared:clearFilters")}
          </Button>
        }
      >
        {t("box.noMatchText")}
      </Empty>
    );
  }
  const drafting = box === "progress" || box === "drafts" || box === "recalled";
  return (
    <Empty
      title={t(`box.empty.${box}`)}
      action={
        drafting ? (
          <Button component={Link} to="/erp/drafts/new" variant="default">
            {t("draft.new")}
          </Button>
        ) : box === "waiting" ? (
          <Button component={Link} to="/erp/boxes/progress" variant="default">
            {t("box.seeProgress")}
          </Button>
        ) : (
          <Button component={Link} to="/erp/search" variant="default">
            {t("box.seeSearch")}
          </Button>
        )
      }
    >
      {t(`box.about.${box}`)}
    </Empty>
  );
}

function BoxList({ box }: { box: Box }) {
  const { t } = useTranslation("approvals");
  const navigate = useNavigate();
  const queries = useQueryClient();
  const rows = useRows(box);
  const columns = usePaperColumns(box);
  const filters = useBoxFilters(box);
  const [moving, setMoving] = useState<{ item: BoxItem; names: readonly MoveName[] } | null>(null);
  const [approving, setApproving] = useState<readonly BoxItem[] | null>(null);
  const [discarding, setDiscarding] = useState<readonly BoxItem[]>([]);
  const deciding = DECIDING.has(box);

  const bulk: BulkAction<BoxItem>[] = deciding
    ? [{ label: t("bulk.title"), icon: IconCheck, max: BULK, run: setApproving }]
    : box === "drafts"
      ? [{ label: t("draft.discard"), icon: IconTrash, tone: "critical", max: BULK, run: setDiscarding }]
      : [];
  const keys: RowKey<BoxItem>[] = deciding
    ? KEYS.map(({ key, names }) => ({
        key,
        label: t(`move.${names[0]}.name`),
        run: (item) => setMoving({ item, names }),
      }))
    : [];
  const discard = async () => {
    for (const item of discarding) await discardDocument(item.documentId, { ifMatch: item.version });
    void toast(t("draft.discarded"));
    await Promise.all([
      queries.invalidateQueries({ queryKey: ALL }),
      queries.invalidateQueries({ queryKey: ["counts"] }),
    ]);
  };
  return (
    <>
      <WorkList
        name={`approvals.${box}`}
        label={t(`box.name.${box}`)}
        query={rows}
        rowKey={rowKey}
        columns={columns}
        card={(item) => <PaperCard item={item} box={box} />}
        open={(item) => void navigate({ to: pathOf(item) })}
        preview={(item) => (
          <Suspense fallback={<Loading rows={8} height={28} />}>
            <BoxPreview
              key={item.documentId}
              item={item}
              onMove={(move: Move) => setMoving({ item, names: [move.name] })}
            />
          </Suspense>
        )}
        bulk={bulk}
        keys={keys}
        unread={(item) => item.unread ?? false}
        filters={<FilterBar filters={filters} />}
        empty={<NothingHere box={box} filtered={rows.filtered} />}
      />
      {moving && (
        <Suspense fallback={null}>
          <RowMove item={moving.item} names={moving.names} onClose={() => setMoving(null)} />
        </Suspense>
      )}
      {approving && (
        <Suspense fallback={null}>
          <BulkApprove items={approving} onClose={() => setApproving(null)} />
        </Suspense>
      )}
      <ConfirmSheet
        opened={discarding.length > 0}
        onClose={() => setDiscarding([])}
        title={t("draft.discard")}
        action={t("draft.discard")}
        tone="critical"
        run={discard}
      >
        {t("draft.discardMany", { count: discarding.length })}
      </ConfirmSheet>
    </>
  );
}

/** 결재함: the eleven boxes, one at a time. */
export default function BoxesPage() {
  const { t } = useTranslation("approvals");
  const { box } = useParams({ strict: false }) as { box?: string };
  if (!isBox(box)) return <Navigate to="/erp/boxes/$box" params={{ box: "waiting" }} replace />;
  return (
    <Page
      title={t("box.title")}
      width="full"
      fill
      actions={
        <Button component={Link} to="/erp/drafts/new" leftSection={<IconPencilPlus size={16} stroke={1.5} />}>
          {t("draft.new")}
        </Button>
      }
    >
      <BoxTabs here={box} />
      <BoxList key={box} box={box} />
    </Page>
  );
}
