import { Button, Tabs } from "@mantine/core";
import { IconCalendarUser, IconPlus } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useMe } from "@/shared/access";
import { useFormat } from "@/shared/format";
import { useTranslation } from "@/shared/text";
import { ConfirmSheet, Empty, Loading, Page, ProblemNote, Status, type StatusTone, toast } from "@/shared/ui";
import { ALL, type DelegationView, delegationsQuery, formsQuery, moveDelegation, type Side } from "./api";
import classes from "./delegations.module.css";
import { useFormWords } from "./forms";
import { useDepartments, useMyId } from "./people";

const DelegationForm = lazy(() => import("./delegation-form"));

type Shown = "inForce" | "scheduled" | "ready" | "over";

const TONES: Record<Shown, StatusTone> = {
  inForce: "positive",
  scheduled: "accent",
  ready: "caution",
  over: "neutral",
};

export function shownState(delegation: DelegationView, now = Date.now()): Shown {
  if (delegation.inForce) return "inForce";
  if (delegation.state === "ENDED" || Date.parse(delegation.end) <= now) return "over";
  return delegation.state === "READY" ? "ready" : "scheduled";
}

function useScope() {
  const { t } = useTranslation("approvals");
  const format = useFormat();
  const words = useFormWords();
  const forms = useQuery(formsQuery);
  const departments = useDepartments();
  return (delegation: DelegationView): string => {
    const named = delegation.forms.map((id) => {
      const form = forms.data?.items.find((one) => one.id === id);
      return form ? words.form(form) : id;
    });
    const where = delegation.departments.map(
      (id) => departments.find((one) => one.id === id)?.label ?? String(id),
    );
    return [
      named.join(", ") || t("delegation.allForms"),
      where.join(", "),
      delegation.maxAmount && t("delegation.upTo", { amount: format.money(delegation.maxAmount) }),
    ]
      .filter(Boolean)
      .join(" · ");
  };
}

function Row({
  delegation,
  onMove,
}: {
  delegation: DelegationView;
  onMove: (delegation: DelegationView, move: "activate" | "end") => void;
}) {
  const { t } = useTranslation("approvals");
  const format = useFormat();
  const scope = useScope();
  const me = useMyId();
  const state = shownState(delegation);
  // The period ends before the first moment after it.
  const lastDay = new Date(Date.parse(delegation.end) - 1);
  const mine = delegation.giverId === me || delegation.delegateId === me;
  return (
    <li className={classes.row}>
      <div className={classes.people}>
        <strong>
          {delegation.giverName} → {delegation.delegateName}
        </strong>
        <Status tone={TONES[state]}>{t(`delegation.state.${state}`)}</Status>
        {delegation.kind === "UNPLANNED" && (
          <span className={classes.soft}>{t("delegation.kinds.UNPLANNED.name")}</span>
        )}
      </div>
      <div className={classes.soft}>
        <span className="tabular">
          {format.date(delegation.start)} – {format.date(lastDay)}
        </span>
        <span>{scope(delegation)}</span>
      </div>
      <div className={classes.moves}>
        {state === "ready" && delegation.delegateId === me && (
          <Button size="xs" onClick={() => onMove(delegation, "activate")}>
            {t("delegation.activate")}
          </Button>
        )}
        {mine && state !== "over" && (
          <Button size="xs" variant="default" onClick={() => onMove(delegation, "end")}>
            {t("delegation.finish")}
          </Button>
        )}
      </div>
    </li>
  );
}

function DelegationList({ side, create }: { side: Side; create: () => void }) {
  const { t } = useTranslation(["approvals", "shared"]);
  const queries = useQueryClient();
  const list = useInfiniteQuery(delegationsQuery(side));
  const [asking, setAsking] = useState<{ of: DelegationView; move: "activate" | "end" } | null>(null);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (list.isPending) return <Loading rows={4} height={48} />;
  if (list.isError && items.length === 0) return <ProblemNote error={list.error} retry={list.refetch} />;
  if (items.length === 0) {
    return (
      <Empty
        icon={IconCalendarUser}
        title={t(`delegation.none.${side}`)}
        action={
          side === "giver" && (
            <Button variant="default" onClick={create}>
              {t("delegation.new")}
            </Button>
          )
        }
      >
        {t(`delegation.noneText.${side}`)}
      </Empty>
    );
  }
  return (
    <>
      {list.isError && <ProblemNote error={list.error} retry={list.refetch} />}
      <ul className={classes.list}>
        {items.map((delegation) => (
          <Row key={delegation.id} delegation={delegation} onMove={(of, move) => setAsking({ of, move })} />
        ))}
      </ul>
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t("shared:more")}
        </Button>
      )}
      <ConfirmSheet
        opened={asking !== null}
        onClose={() => setAsking(null)}
        title={t(asking?.move === "activate" ? "delegation.activate" : "delegation.finish")}
        action={t(asking?.move === "activate" ? "delegation.activate" : "delegation.finish")}
        run={async () => {
          if (!asking) return;
          await moveDelegation(asking.of.id, asking.move, {});
          void toast(t(asking.move === "activate" ? "delegation.activated" : "delegation.finished"));
          await Promise.all([
            queries.invalidateQueries({ queryKey: ALL }),
            queries.invalidateQueries({ queryKey: ["counts"] }),
          ]);
        }}
      >
        {asking &&
          t(asking.move === "activate" ? "delegation.activateText" : "delegation.finishText", {
            giver: asking.of.giverName,
            delegate: asking.of.delegateName,
          })}
      </ConfirmSheet>
    </>
  );
}

/** 부재·대리: who decides in my place while I am away, and in whose place I decide. */
export default function DelegationsPage() {
  const { t } = useTranslation("approvals");
  const me = useMe();
  const [creating, setCreating] = useState(false);
  const [side, setSide] = useState<Side>("giver");
  const sides: Side[] = me.roles.includes("admin") ? ["giver", "receiver", "all"] : ["giver", "receiver"];
  return (
    <Page
      title={t("delegation.title")}
      lead={t("delegation.lead")}
      actions={
        <Button leftSection={<IconPlus size={16} stroke={1.5} />} onClick={() => setCreating(true)}>
          {t("delegation.new")}
        </Button>
      }
    >
      <Tabs value={side} onChange={(value) => setSide((value as Side) ?? "giver")} keepMounted={false}>
        <Tabs.List>
          {sides.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`delegation.side.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {sides.map((one) => (
          <Tabs.Panel key={one} value={one} className={classes.panel}>
            <DelegationList side={one} create={() => setCreating(true)} />
          </Tabs.Panel>
        ))}
      </Tabs>
      {creating && (
        <Suspense fallback={null}>
          <DelegationForm onClose={() => setCreating(false)} />
        </Suspense>
      )}
    </Page>
  );
}
