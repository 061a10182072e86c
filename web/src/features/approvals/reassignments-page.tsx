import { Button, Checkbox } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconUserOff, IconUserShare } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { newKey, send } from "@/shared/api";
import type { EmployeeView } from "@/shared/api/schema.gen";
import { useTranslation } from "@/shared/text";
import { ConfirmSheet, Empty, Loading, Note, Page, ProblemNote, Section } from "@/shared/ui";
import { useFilters } from "@/shared/ui/filters";
import type { Approver } from "@/shared/ui/line";
import { PersonPicker } from "@/shared/ui/person-picker";
import { ALL, leaverQuery, type Reassignment, type ReassignmentItem, reassign } from "./api";
import { useDepartmentName, usePeople } from "./people";
import classes from "./reassignments.module.css";
import { useServerWords } from "./words";

/** The person a number stands for, to name the proposed successor. */
function usePerson(id: number | null | undefined): Approver | null {
  const department = useDepartmentName();
  const { data } = useQuery({
    queryKey: ["erp", "employee", id],
    queryFn: ({ signal }) =>
      send<EmployeeView>("GET", `/api/v2/erp/employees/${id}`, undefined, undefined, { signal }),
    enabled: Boolean(id),
    staleTime: 5 * 60_000,
  });
  if (!data || data.id !== id) return null;
  return {
    id: data.id,
    name: data.name,
    title: data.position,
    department: department(data.department),
    left: !data.active,
  };
}

function Item({ item, chosen, toggle }: { item: ReassignmentItem; chosen: boolean; toggle?: () => void }) {
  const { t } = useTranslation(["approvals", "shared"]);
  const say = useServerWords();
  return (
    <li className={classes.item}>
      {toggle ? (
        <Checkbox checked={chosen} onChange={toggle} aria-label={item.title} />
      ) : item.applied ? (
        <IconCircleCheck size={18} className={classes.done} aria-label={t("reassign.applied")} />
      ) : (
        <IconAlertTriangle size={18} className={classes.failed} aria-label={t("bulk.failed")} />
      )}
      <span className={classes.title}>
        {item.title}
        {item.detail && <span className={classes.failed}>{say(item.detail, t("bulk.failed"))}</span>}
      </span>
      <span className={classes.states}>
        {item.stepStates.map((state) => t(`shared:line.state.${state}`)).join(", ")}
      </span>
    </li>
  );
}

function Pending({ leaver, pending }: { leaver: Approver; pending: Reassignment }) {
  const { t } = useTranslation("approvals");
  const queries = useQueryClient();
  const find = usePeople();
  const proposed = usePerson(pending.successorId);
  const [picked, setPicked] = useState<Approver | null>(null);
  const [skipped, setSkipped] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState(false);
  const [key, setKey] = useState(newKey);
  const [result, setResult] = useState<Reassignment | null>(null);
  const successor = picked ?? proposed;
  const chosen = pending.items.filter((item) => !skipped.has(item.documentId));

  const toggle = (id: string) =>
    setSkipped((was) => {
      const next = new Set(was);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  if (result) {
    const applied = result.items.filter((item) => item.applied).length;
    return (
      <Section
        title={t("reassign.result")}
        actions={
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              setResult(null);
              setKey(newKey());
              void queries.invalidateQueries({ queryKey: ALL });
            }}
          >
            {t("reassign.look")}
          </Button>
        }
      >
        <Note tone={applied === result.items.length ? "positive" : "caution"}>
          {t("reassign.applyDone", { applied, count: result.items.length, name: successor?.name ?? "" })}
        </Note>
        <ul className={classes.list}>
          {result.items.map((item) => (
            <Item key={item.documentId} item={item} chosen />
          ))}
        </ul>
      </Section>
    );
  }
  if (pending.items.length === 0) {
    return (
      <Empty icon={IconCircleCheck} title={t("reassign.nothing", { name: leaver.name })}>
        {t("reassign.nothingText")}
      </Empty>
    );
  }
  return (
    <Section title={t("reassign.pending", { name: leaver.name, count: pending.items.length })}>
      <div className={classes.successor}>
        <PersonPicker
          label={t("reassign.successor")}
          description={proposed && !picked ? t("reassign.proposed") : undefined}
          find={find}
          exclude={[leaver.id]}
          picked={successor}
          onPick={setPicked}
          required
        />
        <Button
          leftSection={<IconUserShare size={16} stroke={1.5} />}
          disabled={!successor || chosen.length === 0}
          onClick={() => setAsking(true)}
        >
          {t("reassign.apply", { count: chosen.length })}
        </Button>
      </div>
      <ul className={classes.list} aria-label={t("reassign.papers")}>
        <li className={classes.item}>
          <Checkbox
            checked={skipped.size === 0}
            indeterminate={skipped.size > 0 && chosen.length > 0}
            label={t("reassign.all")}
            onChange={() =>
              setSkipped(
                skipped.size === 0 ? new Set(pending.items.map((item) => item.documentId)) : new Set(),
              )
            }
          />
        </li>
        {pending.items.map((item) => (
          <Item
            key={item.documentId}
            item={item}
            chosen={!skipped.has(item.documentId)}
            toggle={() => toggle(item.documentId)}
          />
        ))}
      </ul>
      <ConfirmSheet
        opened={asking}
        onClose={() => setAsking(false)}
        title={t("reassign.confirm")}
        action={t("reassign.apply", { count: chosen.length })}
        run={async () => {
          if (!successor) return;
          const all = chosen.length === pending.items.length;
          setResult(
            await reassign(
              {
                leaverId: leaver.id,
                successorId: successor.id,
                documentIds: all ? null : chosen.map((item) => item.documentId),
              },
              { key },
            ),
          );
          void queries.invalidateQueries({ queryKey: ["counts"] });
        }}
      >
        {t("reassign.confirmText", {
          leaver: leaver.name,
          successor: successor?.name ?? "",
          count: chosen.length,
        })}
      </ConfirmSheet>
    </Section>
  );
}

/** 퇴직 결재자: hands what still waits for somebody who left to another person. */
export default function ReassignmentsPage() {
  const { t } = useTranslation("approvals");
  const find = usePeople({ left: true });
  const { values, set } = useFilters();
  const id = Number(values.leaver) || null;
  const leaver = usePerson(id);
  const pending = useQuery({ ...leaverQuery(id ?? 0), enabled: id !== null });
  const [shown, setShown] = useState<Approver | null>(null);
  useEffect(() => {
    if (leaver) setShown((was) => (was?.id === leaver.id ? was : leaver));
  }, [leaver]);
  return (
    <Page title={t("reassign.title")} lead={t("reassign.lead")} width="reading">
      <PersonPicker
        label={t("reassign.leaver")}
        description={t("reassign.leaverHint")}
        find={find}
        picked={id ? shown : null}
        onPick={(person) => {
          setShown(person);
          set({ leaver: String(person.id) });
        }}
      />
      {id === null ? (
        <Empty icon={IconUserOff} title={t("reassign.pick")}>
          {t("reassign.pickText")}
        </Empty>
      ) : pending.isPending ? (
        <Loading rows={5} height={40} />
      ) : pending.isError ? (
        <ProblemNote error={pending.error} retry={pending.refetch} />
      ) : shown ? (
        <>
          {!shown.left && <Note tone="caution">{t("reassign.stillHere", { name: shown.name })}</Note>}
          <Pending key={id} leaver={shown} pending={pending.data} />
        </>
      ) : (
        <Loading rows={5} height={40} />
      )}
    </Page>
  );
}
