import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { usePeople } from "@/features/employees/api";
import { useCommand } from "@/shared/api";
import { useTranslation } from "@/shared/text";
import { ConfirmSheet, ProblemNote, Section, toast } from "@/shared/ui";
import { DataTable } from "@/shared/ui/data-table";
import { decideProposal, type Proposal, proposalsQuery } from "./api";
import classes from "./holidays.module.css";
import { Recorded } from "./recorded";

interface Verdict {
  of: Proposal;
  action: "APPLY" | "DISMISS";
}

/** Leaves that would count otherwise today; nothing changes until HR decides. Nothing at all while there is none. */
export function Proposals() {
  const { t } = useTranslation("leave");
  const queries = useQueryClient();
  const people = usePeople();
  const proposals = useQuery(proposalsQuery);
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const decide = useCommand(
    ({ id, version, action }: { id: number; version: number; action: Verdict["action"] }, call) =>
      decideProposal(id, action, { ...call, ifMatch: version }),
    {
      onSuccess: () => {
        void toast(t("proposals.done"));
        return queries.invalidateQueries({ queryKey: ["leave"] });
      },
    },
  );
  if (proposals.isError) return <ProblemNote error={proposals.error} retry={proposals.refetch} />;
  const rows = proposals.data?.items ?? [];
  if (rows.length === 0) return null;
  return (
    <Section title={t("proposals.title")} lead={t("proposals.lead")}>
      <DataTable
        label={t("proposals.title")}
        rows={rows}
        rowKey={(row) => row.id ?? 0}
        cells={[
          {
            key: "who",
            header: t("proposals.who"),
            place: "title",
            cell: (row) => people.get(row.employeeId)?.name ?? `#${row.employeeId}`,
          },
          {
            key: "what",
            header: t("proposals.what"),
            place: "note",
            cell: (row) => <Recorded>{row.detail}</Recorded>,
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
                  onClick={() => setVerdict({ of: row, action: "DISMISS" })}
                >
                  {t("proposals.DISMISS")}
                </Button>
                {row.kind === "HOLIDAY" && row.minutesNow <= row.minutesWas && (
                  <Button size="xs" onClick={() => setVerdict({ of: row, action: "APPLY" })}>
                    {t("proposals.APPLY")}
                  </Button>
                )}
              </span>
            ),
          },
        ]}
      />
      <ConfirmSheet
        opened={verdict !== null}
        onClose={() => setVerdict(null)}
        title={verdict ? t(`proposals.${verdict.action}`) : ""}
        action={verdict ? t(`proposals.${verdict.action}`) : ""}
        run={() =>
          decide.runAsync({
            id: verdict?.of.id ?? 0,
            version: verdict?.of.version ?? 0,
            action: verdict?.action ?? "DISMISS",
          })
        }
      >
        {verdict && <Recorded>{verdict.of.detail}</Recorded>}
      </ConfirmSheet>
    </Section>
  );
}
