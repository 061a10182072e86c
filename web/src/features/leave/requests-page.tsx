import { Button } from "@mantine/core";
import { IconBeach } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { DateText, Days, dayOf } from "@/shared/format";
import { useDayWords } from "@/shared/format/days";
import { useTranslation } from "@/shared/text";
import { Empty, Page } from "@/shared/ui";
import { DataTable, More } from "@/shared/ui/data-table";
import { Loaded } from "@/shared/ui/loaded";
import { cancellable } from "./amount";
import { type RequestView, requestsQuery } from "./api";
import { CancelSheet } from "./cancel-sheet";
import { LeaveStatus } from "./leave-state";
import { LeaveNav } from "./nav";
import classes from "./requests.module.css";

/** One's own leaves, newest first; settled ones that are not over can be given back by a document. */
export default function RequestsPage() {
  const { t } = useTranslation("leave");
  const words = useDayWords();
  const requests = useInfiniteQuery(requestsQuery());
  const [cancelling, setCancelling] = useState<RequestView | null>(null);
  const today = dayOf(Date.now());
  const ask = (
    <Button component={Link} to="/erp/leave/new">
      {t("ask.open")}
    </Button>
  );
  const when = (row: RequestView) =>
    row.startDate && row.endDate ? words.span(row.startDate, row.endDate) : t("requests.undated");
  return (
    <Page title={t("title")} actions={ask}>
      <LeaveNav />
      <Loaded query={requests} rows={8} height={28}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.items);
          if (rows.length === 0)
            return (
              <Empty icon={IconBeach} title={t("requests.none")} action={ask}>
                {t("requests.noneText")}
              </Empty>
            );
          return (
            <>
              <DataTable
                label={t("nav.requests")}
                rows={rows}
                rowKey={(row) => row.id}
                cells={[
                  { key: "when", header: t("requests.when"), place: "title", cell: when },
                  {
                    key: "unit",
                    header: t("unit.label"),
                    place: "note",
                    cell: (row) => (
                      <>
                        {t(`unit.${row.unit}`)} · <Days value={row.days} />
                      </>
                    ),
                  },
                  { key: "reason", header: t("ask.reason"), cell: (row) => row.reason || "–" },
                  {
                    key: "state",
                    header: t("requests.state"),
                    place: "side",
                    cell: (row) => <LeaveStatus state={row.state} />,
                  },
                  {
                    key: "asked",
                    header: t("requests.asked"),
                    wide: true,
                    cell: (row) => <DateText value={row.createdAt} as="ago" />,
                  },
                  {
                    key: "act",
                    header: "",
                    align: "end",
                    place: "foot",
                    cell: (row) => (
                      <span className={classes.actions}>
                        {row.documentId && (
                          <Button
                            component={Link}
                            to={`/erp/documents/${row.documentId}` as string}
                            size="compact-sm"
                            variant="subtle"
                          >
                            {t("document")}
                          </Button>
                        )}
                        {cancellable(row, today, false).length > 0 && (
                          <Button size="compact-sm" variant="default" onClick={() => setCancelling(row)}>
                            {t("cancel.open")}
                          </Button>
                        )}
                      </span>
                    ),
                  },
                ]}
              />
              <More query={requests} />
            </>
          );
        }}
      </Loaded>
      <CancelSheet leave={cancelling} onClose={() => setCancelling(null)} />
    </Page>
  );
}
