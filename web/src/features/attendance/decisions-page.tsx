import { Button } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { usePeople } from "@/features/employees/api";
import { isProblem, useCommand } from "@/shared/api";
import { DateText } from "@/shared/format";
import { useDayWords } from "@/shared/format/days";
import { useTranslation } from "@/shared/text";
import { ConfirmSheet, Empty, Page, PersonName, toast } from "@/shared/ui";
import { DataTable } from "@/shared/ui/data-table";
import { Loaded } from "@/shared/ui/loaded";
import { type Correction, decideCorrection, decidingQuery } from "./api";
import { Change } from "./change";
import classes from "./decisions.module.css";
import { AttendanceNav } from "./nav";

interface Verdict {
  of: Correction;
  action: "APPROVE" | "REJECT";
}

/** Corrections that wait for this person's decision. */
export default function DecisionsPage() {
  const { t } = useTranslation("attendance");
  const words = useDayWords();
  const queries = useQueryClient();
  const people = usePeople();
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const waiting = useQuery(decidingQuery);
  const refresh = () => queries.invalidateQueries({ queryKey: ["attendance"] });
  const decide = useCommand(
    (
      { id, version, ...body }: { id: number; version: number; action: Verdict["action"]; comment?: string },
      call,
    ) => decideCorrection(id, body, { ...call, ifMatch: version }),
    {
      onSuccess: (_, { action }) => {
        void toast(t(`correction.did.${action}`));
        return refresh();
      },
      onError: (problem) => isProblem(problem, "already-decided", "stale-version") && void refresh(),
    },
  );
  const nameOf = (row: Correction) => people.get(row.employeeId)?.name ?? `#${row.employeeId}`;
  return (
    <Page title={t("title")}>
      <AttendanceNav />
      <Loaded query={waiting} rows={6}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon={IconCircleCheck} title={t("decisions.none")}>
              {t("decisions.noneText")}
            </Empty>
          ) : (
            <DataTable
              label={t("nav.decisions")}
              rows={items}
              rowKey={(row) => row.id ?? row.workDate}
              cells={[
                {
                  key: "who",
                  header: t("decisions.who"),
                  place: "title",
                  cell: (row) => <PersonName person={people.get(row.employeeId) ?? { name: nameOf(row) }} />,
                },
                {
                  key: "day",
                  header: t("correction.date"),
                  place: "side",
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
                  key: "asked",
                  header: t("decisions.asked"),
                  cell: (row) => <DateText value={row.createdAt} as="ago" />,
                },
                {
                  key: "act",
                  header: "",
                  align: "end",
                  place: "foot",
                  cell: (row) => (
                    <span className={classes.verdict}>
                      <Button
                        size="xs"
                        variant="default"
                        onClick={() => setVerdict({ of: row, action: "REJECT" })}
                      >
                        {t("decisions.REJECT")}
                      </Button>
                      <Button size="xs" onClick={() => setVerdict({ of: row, action: "APPROVE" })}>
                        {t("decisions.APPROVE")}
                      </Button>
                    </span>
                  ),
                },
              ]}
            />
          )
        }
      </Loaded>
      <ConfirmSheet
        opened={verdict !== null}
        onClose={() => setVerdict(null)}
        title={verdict ? t(`decisions.${verdict.action}Title`, { name: nameOf(verdict.of) }) : ""}
        action={verdict ? t(`decisions.${verdict.action}`) : ""}
        tone={verdict?.action === "REJECT" ? "critical" : "accent"}
        reason={
          verdict?.action === "REJECT" ? { required: true, placeholder: t("decisions.reason") } : undefined
        }
        run={(comment) =>
          decide.runAsync({
            id: verdict?.of.id ?? 0,
            version: verdict?.of.version ?? 0,
            action: verdict?.action ?? "REJECT",
            comment: comment || undefined,
          })
        }
      >
        {verdict && (
          <p>
            {words.day(verdict.of.workDate)} <Change of={verdict.of} />
            <br />
            {verdict.of.reason}
          </p>
        )}
      </ConfirmSheet>
    </Page>
  );
}
