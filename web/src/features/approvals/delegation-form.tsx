import { MultiSelect, SegmentedControl, Stack, TextInput } from "@mantine/core";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { isProblem, newKey } from "@/shared/api";
import { dayOf, useFormat } from "@/shared/format";
import { useTranslation } from "@/shared/text";
import { ConfirmSheet, Note, toast } from "@/shared/ui";
import type { Approver } from "@/shared/ui/line";
import { PersonPicker } from "@/shared/ui/person-picker";
import { ALL, type BoxItem, boxQuery, createDelegation, formsQuery } from "./api";
import classes from "./delegations.module.css";
import { useFormWords } from "./forms";
import { useDepartments, useMyId, usePeople } from "./people";

const SHOWN = 3;

/** Which of the papers waiting now a substitute could decide under this scope. */
export const coveredBy = (
  items: readonly BoxItem[],
  scope: { forms: readonly string[]; maxAmount: string; delegateId?: number },
): BoxItem[] =>
  items.filter(
    (item) =>
      !item.onBehalfOf &&
      (scope.forms.length === 0 || scope.forms.includes(item.formId)) &&
      (!scope.maxAmount || Number(item.amount) <= Number(scope.maxAmount)) &&
      item.drafterId !== scope.delegateId,
  );

/** What the substitute would find on the desk today. */
function Affected({
  forms,
  maxAmount,
  delegateId,
}: {
  forms: string[];
  maxAmount: string;
  delegateId?: number;
}) {
  const { t } = useTranslation("approvals");
  const waiting = useInfiniteQuery(boxQuery("waiting", 100));
  const items = waiting.data?.pages.flatMap((page) => page.items.filter((item) => !item.onBehalfOf)) ?? [];
  if (!waiting.data) return null;
  const covered = coveredBy(items, { forms, maxAmount, delegateId });
  const more = waiting.hasNextPage ? "+" : "";
  return (
    <Note>
      {items.length === 0
        ? t("delegation.noneWaiting")
        : t("delegation.covered", { total: `${items.length}${more}`, covered: `${covered.length}${more}` })}
      {covered.length > 0 && (
        <ul className={classes.covered}>
          {covered.slice(0, SHOWN).map((item) => (
            <li key={item.documentId}>
              {item.title} · {item.drafterName}
            </li>
          ))}
          {covered.length > SHOWN && <li>{t("delegation.more", { count: covered.length - SHOWN })}</li>}
        </ul>
      )}
    </Note>
  );
}

/** 부재 설정: from when to when, who stands in, and for which papers. */
export default function DelegationForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("approvals");
  const words = useFormWords();
  const format = useFormat();
  const queries = useQueryClient();
  const find = usePeople();
  const me = useMyId();
  const forms = useQuery(formsQuery);
  const departments = useDepartments();
  const today = dayOf(Date.now());
  const [key, setKey] = useState(newKey);
  const [kind, setKind] = useState<"PLANNED" | "UNPLANNED">("PLANNED");
  const [delegate, setDelegate] = useState<Approver | null>(null);
  const [start, setStart] = useState(today);
  const [end, setEnd] = useState("");
  const [only, setOnly] = useState<string[]>([]);
  const [where, setWhere] = useState<string[]>([]);
  const [maxAmount, setMaxAmount] = useState("");
  const [flaws, setFlaws] = useState<Record<string, string>>({});
  const lacking = !delegate || !start || !end || end < start;

  const save = async () => {
    setFlaws({});
    try {
      await createDelegation(
        {
          delegateId: delegate?.id ?? 0,
          start,
          end,
          kind,
          forms: only,
          departments: where.map(Number),
          maxAmount: maxAmount || null,
        },
        { key },
      );
    } catch (error) {
      if (isProblem(error)) {
        setFlaws(Object.fromEntries(error.errors.map(({ field, detail }) => [field, detail])));
        // A refused request is a new one when it is sent with other words.
        if (!error.retryable) setKey(newKey());
      }
      throw error;
    }
    void toast(t("delegation.saved"));
    await queries.invalidateQueries({ queryKey: [...ALL, "delegations"] });
  };
  return (
    <ConfirmSheet
      opened
      onClose={onClose}
      title={t("delegation.new")}
      action={t("delegation.save")}
      disabled={lacking}
      run={save}
    >
      <Stack gap="md">
        <div>
          <SegmentedControl
            fullWidth
            aria-label={t("delegation.kind")}
            data={(["PLANNED", "UNPLANNED"] as const).map((value) => ({
              value,
              label: t(`delegation.kinds.${value}.name`),
            }))}
            value={kind}
            onChange={(value) => setKind(value as typeof kind)}
          />
          <p className={classes.help}>{t(`delegation.kinds.${kind}.text`)}</p>
        </div>
        <PersonPicker
          label={t("delegation.delegate")}
          find={find}
          exclude={[me]}
          picked={delegate}
          onPick={setDelegate}
          error={flaws.delegateId}
          required
        />
        <div className={classes.period}>
          <TextInput
            type="date"
            label={t("delegation.start")}
            required
            value={start}
            error={flaws.start}
            onChange={(event) => setStart(event.currentTarget.value)}
          />
          <TextInput
            type="date"
            label={t("delegation.end")}
            required
            min={start}
            value={end}
            error={flaws.end ?? (end && end < start ? t("delegation.upsideDown") : undefined)}
            onChange={(event) => setEnd(event.currentTarget.value)}
          />
        </div>
        <MultiSelect
          label={t("delegation.forms")}
          placeholder={only.length === 0 ? t("delegation.allForms") : undefined}
          data={(forms.data?.items ?? []).map((form) => ({ value: form.id, label: words.form(form) }))}
          value={only}
          onChange={setOnly}
          clearable
        />
        <MultiSelect
          label={t("delegation.departments")}
          placeholder={where.length === 0 ? t("delegation.allDepartments") : undefined}
          data={departments.map((each) => ({ value: String(each.id), label: each.label }))}
          value={where}
          onChange={setWhere}
          clearable
        />
        <TextInput
          label={t("delegation.maxAmount")}
          placeholder={t("delegation.anyAmount")}
          inputMode="numeric"
          leftSection={<span aria-hidden>₩</span>}
          description={maxAmount ? format.money(maxAmount) : undefined}
          inputWrapperOrder={["label", "input", "description", "error"]}
          error={flaws.maxAmount}
          value={maxAmount}
          onChange={(event) => setMaxAmount(event.currentTarget.value.replace(/\D/g, ""))}
        />
        <Affected forms={only} maxAmount={maxAmount} delegateId={delegate?.id} />
      </Stack>
    </ConfirmSheet>
  );
}
