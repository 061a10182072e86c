import { Button, SegmentedControl } from "@mantine/core";
import { IconPlus, IconTrophy } from "@tabler/icons-react";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useDepartmentNames } from "@/features/employees/api";
import { may, useMe } from "@/shared/access";
import { useCommand } from "@/shared/api";
import { DateText, Days } from "@/shared/format";
import { useTranslation } from "@/shared/text";
import { ConfirmSheet, Empty, Page, Section, toast } from "@/shared/ui";
import { DataTable, More } from "@/shared/ui/data-table";
import { useFilters } from "@/shared/ui/filters";
import { Loaded } from "@/shared/ui/loaded";
import { approve, type QuestView, questsQuery, reject, remove } from "./api";
import classes from "./manage.module.css";
import { QuestsNav } from "./nav";
import { NewQuestSheet } from "./new-quest-sheet";
import { ProgressStatus } from "./state";

type Step = QuestView["progressList"][number];
interface Verdict {
  quest: QuestView;
  step: Step;
  kind: "approve" | "reject";
}

const waits = (quest: QuestView) => quest.progressList.some((step) => step.status === "WAITING_APPROVAL");

function Offered({
  quest,
  judge,
  drop,
}: {
  quest: QuestView;
  judge: (verdict: Verdict) => void;
  drop?: () => void;
}) {
  const { t } = useTranslation("quests");
  const place = useDepartmentNames();
  return (
    <Section
      title={quest.title}
      lead={
        <span className={classes.lead}>
          <span>{place(quest.department)}</span>
          <span>
            {t("reward")} <Days value={quest.rewardDays} />
          </span>
          <span>{quest.createdByName}</span>
          <DateText value={quest.createdAt} />
        </span>
      }
      actions={
        drop && (
          <Button size="xs" variant="subtle" color="red" onClick={drop}>
            {t("delete")}
          </Button>
        )
      }
    >
      {quest.description && <p className={classes.text}>{quest.description}</p>}
      {quest.progressList.length === 0 ? (
        <p className={classes.text}>{t("nobody")}</p>
      ) : (
        <DataTable
          label={t("progressOf", { title: quest.title })}
          rows={quest.progressList}
          rowKey={(step) => step.id}
          cells={[
            { key: "who", header: t("who"), place: "title", cell: (step) => step.employeeName },
            {
              key: "state",
              header: t("stateLabel"),
              place: "side",
              cell: (step) => <ProgressStatus state={step.status} />,
            },
            {
              key: "accepted",
              header: t("acceptedAt"),
              cell: (step) => <DateText value={step.acceptedAt} as="ago" />,
            },
            {
              key: "completed",
              header: t("completedAt"),
              cell: (step) => <DateText value={step.completedAt} as="ago" />,
            },
            {
              key: "act",
              header: "",
              align: "end",
              place: "foot",
              cell: (step) =>
                step.status === "WAITING_APPROVAL" && (
                  <div className={classes.verdict}>
                    <Button
                      size="xs"
                      variant="default"
                      onClick={() => judge({ quest, step, kind: "reject" })}
                    >
                      {t("reject")}
                    </Button>
                    <Button size="xs" onClick={() => judge({ quest, step, kind: "approve" })}>
                      {t("approve")}
                    </Button>
                  </div>
                ),
            },
          ]}
        />
      )}
    </Section>
  );
}

/** What the departments one heads are offered, and how far everybody is. */
export default function ManagePage() {
  const { t } = useTranslation("quests");
  const me = useMe();
  const queries = useQueryClient();
  const { values, set } = useFilters();
  const [adding, setAdding] = useState(false);
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [dropping, setDropping] = useState<QuestView | null>(null);
  const quests = useInfiniteQuery(questsQuery);
  const refresh = () => queries.invalidateQueries({ queryKey: ["quests"] });
  const late = (problem: { status: number }) =>
    (problem.status === 409 || problem.status === 412) && void refresh();
  const judge = useCommand(
    (
      ask: { id: number; employeeId: number; version: number; kind: Verdict["kind"]; reason: string },
      call,
    ) => {
      const options = { ...call, ifMatch: ask.version };
      return ask.kind === "approve"
        ? approve(ask.id, ask.employeeId, options)
        : reject(ask.id, ask.employeeId, ask.reason, options);
    },
    {
      onSuccess: (_, { kind }) => {
        void toast(t(`did.${kind}`));
        return refresh();
      },
      onError: late,
    },
  );
  const drop = useCommand(
    ({ id, version }: { id: number; version: number }, call) => remove(id, { ...call, ifMatch: version }),
    {
      onSuccess: () => {
        void toast(t("did.delete"));
        return refresh();
      },
      onError: late,
    },
  );
  const add = (
    <Button leftSection={<IconPlus size={16} stroke={1.5} aria-hidden />} onClick={() => setAdding(true)}>
      {t("new.open")}
    </Button>
  );
  return (
    <Page title={t("title")} actions={add} width="reading">
      <QuestsNav />
      <Loaded query={quests} rows={6} height={44}>
        {({ pages }) => {
          const managed = pages.flatMap((page) => page.items).filter((quest) => quest.manages);
          const waiting = managed.filter(waits);
          const only = values.show === "waiting";
          const shown = only ? waiting : [...waiting, ...managed.filter((quest) => !waits(quest))];
          if (managed.length === 0)
            return (
              <Empty icon={IconTrophy} title={t("manageNone")} action={add}>
                {t("manageNoneText")}
              </Empty>
            );
          return (
            <>
              <SegmentedControl
                className={classes.switch}
                aria-label={t("shared:filters")}
                value={only ? "waiting" : "all"}
                onChange={(value) => set({ show: value === "waiting" ? value : undefined })}
                data={[
                  { value: "all", label: t("showAll", { count: managed.length }) },
                  { value: "waiting", label: t("showWaiting", { count: waiting.length }) },
                ]}
              />
              {shown.length === 0 && <Empty title={t("waitingNone")}>{t("waitingNoneText")}</Empty>}
              {shown.map((quest) => (
                <Offered
                  key={quest.id}
                  quest={quest}
                  judge={setVerdict}
                  drop={
                    quest.createdBy === me.employee_id || may(me, ["hr"])
                      ? () => setDropping(quest)
                      : undefined
                  }
                />
              ))}
            </>
          );
        }}
      </Loaded>
      <More query={quests} />
      <NewQuestSheet opened={adding} onClose={() => setAdding(false)} />
      <ConfirmSheet
        opened={verdict !== null}
        onClose={() => setVerdict(null)}
        title={verdict ? t(`${verdict.kind}Title`, { name: verdict.step.employeeName }) : ""}
        action={verdict ? t(verdict.kind) : ""}
        tone={verdict?.kind === "reject" ? "critical" : "accent"}
        reason={verdict?.kind === "reject" ? { required: true, placeholder: t("rejectHint") } : undefined}
        run={(reason) =>
          judge.runAsync({
            id: verdict?.quest.id ?? 0,
            employeeId: verdict?.step.employeeId ?? 0,
            version: verdict?.step.version ?? 0,
            kind: verdict?.kind ?? "reject",
            reason,
          })
        }
      >
        {verdict && (
          <p className={classes.text}>
            {verdict.quest.title} · {t("reward")} <Days value={verdict.quest.rewardDays} />
          </p>
        )}
      </ConfirmSheet>
      <ConfirmSheet
        opened={dropping !== null}
        onClose={() => setDropping(null)}
        title={t("deleteTitle", { title: dropping?.title ?? "" })}
        action={t("delete")}
        tone="critical"
        run={() => drop.runAsync({ id: dropping?.id ?? 0, version: dropping?.version ?? 0 })}
      >
        {t("deleteText")}
      </ConfirmSheet>
    </Page>
  );
}
