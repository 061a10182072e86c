import { ActionIcon, Button, Menu, Select, TextInput } from "@mantine/core";
import { IconBookmark, IconSitemap, IconWand, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useCommand } from "@/shared/api";
import { useTranslation } from "@/shared/text";
import { ConfirmSheet, Note, ProblemNote, Section, toast } from "@/shared/ui";
import { add, type LineGroup } from "@/shared/ui/line";
import { LineEditor } from "@/shared/ui/line-editor";
import { PersonPicker } from "@/shared/ui/person-picker";
import { preflightQuery } from "./api";
import classes from "./draft-line.module.css";
import { shownLine } from "./line-shape";
import { useDepartmentName, useDepartments, useMyId, usePeople } from "./people";
import { useRemembered } from "./remembered";
import type { Draft, ViewerChoice } from "./use-draft";
import { useWhy } from "./words";

const OrgPicker = lazy(() => import("./org-picker"));
const KINDS = ["CC", "READ", "RECEIVE"] as const;

/** Lines the person named, to put in place of the present one. */
function Favourites({
  groups,
  apply,
}: {
  groups: readonly LineGroup[];
  apply: (groups: LineGroup[]) => void;
}) {
  const { t } = useTranslation("approvals");
  const kept = useRemembered<LineGroup[]>("lines", useMyId());
  const [naming, setNaming] = useState(false);
  const [name, setName] = useState("");
  return (
    <>
      <Menu position="bottom-end" width={260}>
        <Menu.Target>
          <Button size="xs" variant="default" leftSection={<IconBookmark size={14} stroke={1.5} />}>
            {t("line.favourites")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {kept.items.length === 0 && <Menu.Label>{t("line.noFavourites")}</Menu.Label>}
          {kept.items.map((one) => (
            <div key={one.name} className={classes.favourite}>
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
          <Menu.Item disabled={groups.length === 0} onClick={() => setNaming(true)}>
            {t("line.remember")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ConfirmSheet
        opened={naming}
        onClose={() => setNaming(false)}
        title={t("line.remember")}
        action={t("line.rememberDo")}
        disabled={!name.trim()}
        run={async () => {
          kept.add(name.trim(), [...groups]);
          setName("");
        }}
      >
        <TextInput
          label={t("line.favouriteName")}
          value={name}
          maxLength={40}
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </ConfirmSheet>
    </>
  );
}

/** 결재선: from the rules, from a favourite, from the chart of the organisation, or person by person. */
export function DraftLine({ id, draft, mine }: { id: string; draft: Draft; mine: number }) {
  const { t } = useTranslation("approvals");
  const find = usePeople();
  const department = useDepartmentName();
  const [choosing, setChoosing] = useState(false);
  const why = useWhy();
  const { line, setLine } = draft;
  const auto = useCommand(() => draft.applyRules(), {
    onSuccess: () => void toast(t("line.autoDone")),
  });
  const people = line.groups.flatMap((group) => group.steps.map((step) => step.approver.id));
  const settled = !draft.unsaved && people.length > 0;
  // Only who is away is read from it here; the sheet before submitting asks anew.
  const known = useQuery({
    ...preflightQuery(id, people.join()),
    enabled: settled,
    staleTime: 60_000,
    retry: false,
  });
  const groups = shownLine(line.groups, department, why, known.data);
  const alone = known.data?.steps.filter((step) => step.absent && !step.substituteName) ?? [];
  const change = (next: LineGroup[]) => setLine({ ...line, groups: next });
  return (
    <Section
      title={t("line.title")}
      actions={
        <>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconWand size={14} stroke={1.5} />}
            loading={auto.isPending}
            onClick={() => auto.run()}
          >
            {t("line.auto")}
          </Button>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconSitemap size={14} stroke={1.5} />}
            onClick={() => setChoosing(true)}
          >
            {t("org.title")}
          </Button>
          <Favourites groups={line.groups} apply={change} />
        </>
      }
    >
      <ProblemNote error={auto.error} />
      {alone.length > 0 && (
        <Note tone="caution">
          {t("line.alone", { names: alone.map((step) => step.approverName).join(", ") })}
        </Note>
      )}
      <div id="draft-line" tabIndex={-1}>
        <LineEditor value={groups} onChange={change} find={find} exclude={[mine]} />
      </div>
      {choosing && (
        <Suspense fallback={null}>
          <OrgPicker
            opened
            onClose={() => setChoosing(false)}
            taken={new Set([...people, mine])}
            pick={(person) => change(add(line.groups, person))}
          />
        </Suspense>
      )}
    </Section>
  );
}

const same = (a: ViewerChoice, b: ViewerChoice) =>
  a.kind === b.kind && a.employeeId === b.employeeId && a.departmentId === b.departmentId;

/** 참조, 공람, 수신: who sees the paper without deciding. */
export function DraftViewers({ draft, mine }: { draft: Draft; mine: number }) {
  const { t } = useTranslation("approvals");
  const find = usePeople();
  const departments = useDepartments();
  const department = useDepartmentName();
  const [kind, setKind] = useState<ViewerChoice["kind"]>("CC");
  const { line, setLine } = draft;
  const put = (viewers: ViewerChoice[]) => setLine({ ...line, viewers });
  const addOne = (viewer: ViewerChoice) => {
    if (!line.viewers.some((one) => same(one, viewer))) put([...line.viewers, viewer]);
  };
  return (
    <Section title={t("viewer.title")} lead={t(`viewer.lead.${kind}`)}>
      <div className={classes.viewerAdd}>
        <Select
          label={t("viewer.kindLabel")}
          className={classes.kind}
          data={KINDS.map((value) => ({ value, label: t(`viewer.kind.${value}`) }))}
          value={kind}
          onChange={(value) => setKind((value as ViewerChoice["kind"]) ?? "CC")}
        />
        {kind !== "RECEIVE" && (
          <PersonPicker
            label={t("viewer.person")}
            find={find}
            exclude={[mine]}
            onPick={(person) => addOne({ kind, employeeId: person.id, label: person.name })}
          />
        )}
        <Select
          label={t("viewer.department")}
          placeholder={t("viewer.pickDepartment")}
          searchable
          data={departments.map((each) => ({ value: String(each.id), label: each.label }))}
          value={null}
          onChange={(value) => {
            const found = departments.find((each) => String(each.id) === value);
            if (found) addOne({ kind, departmentId: found.id, label: found.label });
          }}
        />
      </div>
      {line.viewers.length > 0 && (
        <ul className={classes.viewers}>
          {line.viewers.map((viewer) => (
            <li key={`${viewer.kind}:${viewer.employeeId ?? ""}:${viewer.departmentId ?? ""}`}>
              <span className={classes.viewerKind}>{t(`viewer.kind.${viewer.kind}`)}</span>
              {department(viewer.label)}
              <ActionIcon
                size="sm"
                aria-label={t("viewer.remove", { name: department(viewer.label) })}
                onClick={() => put(line.viewers.filter((one) => !same(one, viewer)))}
              >
                <IconX size={14} stroke={1.5} />
              </ActionIcon>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
