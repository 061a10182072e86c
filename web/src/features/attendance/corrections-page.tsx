import { Button } from "@mantine/core";
import { IconClockEdit } from "@tabler/icons-react";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { usePeople } from "@/features/employees/api";
import { useCommand } from "@/shared/api";
import { DateText, dayOf } from "@/shared/format";
import { useDayWords } from "@/shared/format/days";
import { useTranslation } from "@/shared/text";
import { ConfirmSheet, Empty, Page, toast } from "@/shared/ui";
import { DataTable, More } from "@/shared/ui/data-table";
import { Loaded } from "@/shared/ui/loaded";
import { type Correction, correctionsQuery, recallCorrection } from "./api";
import { Change } from "./change";
import { CorrectionSheet } from "./correction-sheet";
import { CorrectionStatus } from "./day-state";
import { AttendanceNav } from "./nav";

/** One's own corrections, newest first; those undecided can be taken back. */
export default function CorrectionsPage() {
  const { t } = useTranslation("attendance");
  const words = useDayWords();
  const queries = useQueryClient();
  const people = usePeople();
  const [asking, setAsking] = useState(false);
  const [recalling, setRecalling] = useState<Correction | null>(null);
  const corrections = useInfiniteQuery(correctionsQuery({}));
  const recall = useCommand(
    ({ id, version }: { id: number; version: number }, call) =>
      recallCorrection(id, { ...call, ifMatch: version }),
    {
      onSuccess: () => {
        void toast(t("correction.recalled"));
        return queries.invalidateQueries({ queryKey: ["attendance"] });
      },
    },
  );
  const ask = (
    <Button variant="default" onClick={() => setAsking(true)}>
      {t("correction.ask")}
    </Button>
  );
  return (
    <Page title={t("title")} actions={ask}>
      <AttendanceNav />
      <Loaded query={corrections} rows={6}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.items);
          if (rows.length === 0)
            return (
              <Empty icon={IconClockEdit} title={t("correction.none")} action={ask}>
                {t("correction.noneText")}
              </Empty>
            );
          return (
            <>
              <DataTable
                label={t("nav.corrections")}
                rows={rows}
                rowKey={(row) => row.id ?? row.workDate}
                cells={[
                  {
                    key: "day",
                    header: t("correction.date"),
                    place: "title",
                    cell: (row) => words.day(row.workDate),
                  },
                  {
                    key: "change",
                    header: t("correction.change"),
                    place: "note",
                    cell: (row) => <Change of={row} />,
                  },
                  { key: "reason", header: t("correction.reason"), cell: (row) => row.reason },
                  {
                    key: "state",
                    header: t("correction.stateLabel"),
                    place: "side",
                    cell: (row) => <CorrectionStatus state={row.state} />,
                  },
                  {
                    key: "decided",
                    header: t("correction.decided"),
                    cell: (row) =>
                      row.decidedAt ? (
                        <>
                          {people.get(row.decidedBy ?? 0)?.name}{" "}
                          <DateText value={row.decidedAt} as="dateTime" />
                          {row.comment && <div>{row.comment}</div>}
                        </>
                      ) : (
                        "–"
                      ),
                  },
                  {
                    key: "recall",
                    header: "",
                    align: "end",
                    place: "foot",
                    cell: (row) =>
                      row.state === "PENDING" && (
                        <Button size="compact-sm" variant="default" onClick={() => setRecalling(row)}>
                          {t("correction.recall")}
                        </Button>
                      ),
                  },
                ]}
              />
              <More query={corrections} />
            </>
          );
        }}
      </Loaded>
      <CorrectionSheet opened={asking} onClose={() => setAsking(false)} today={dayOf(Date.now())} />
      <ConfirmSheet
        opened={recalling !== null}
        onClose={() => setRecalling(null)}
        title={t("correction.recallTitle")}
        action={t("correction.recall")}
        run={() => recall.runAsync({ id: recalling?.id ?? 0, version: recalling?.version ?? 0 })}
      >
        {recalling && <Change of={recalling} />}
      </ConfirmSheet>
    </Page>
  );
}
