import { Drawer, UnstyledButton } from "@mantine/core";
import { IconCheck, IconChevronRight, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { usePreferences } from "@/shared/preferences";
import { useTranslation } from "@/shared/text";
import { Empty, Loading, PersonName, ProblemNote } from "@/shared/ui";
import type { Approver } from "@/shared/ui/line";
import classes from "./org-picker.module.css";
import { type Branch, branchName, type Head, membersOf, orgChartQuery } from "./people";

function Person({
  person,
  department,
  taken,
  pick,
}: {
  person: Head;
  department: string;
  taken: boolean;
  pick: (person: Approver) => void;
}) {
  const { t } = useTranslation("approvals");
  const Mark = taken ? IconCheck : IconPlus;
  return (
    <li>
      <UnstyledButton
        className={classes.person}
        disabled={taken}
        aria-label={t(taken ? "org.taken" : "org.add", { name: person.name })}
        onClick={() => pick({ id: person.id, name: person.name, title: person.position, department })}
      >
        <PersonName person={{ name: person.name, title: person.position }} />
        <Mark size={16} stroke={1.5} aria-hidden />
      </UnstyledButton>
    </li>
  );
}

function Department({
  branch,
  depth,
  taken,
  pick,
}: {
  branch: Branch;
  depth: number;
  taken: ReadonlySet<number>;
  pick: (person: Approver) => void;
}) {
  const { language } = usePreferences();
  const [open, setOpen] = useState(depth < 2);
  const name = branchName(branch, language);
  return (
    <li>
      <UnstyledButton
        className={classes.department}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        style={{ paddingInlineStart: depth * 16 + 4 }}
      >
        <IconChevronRight size={14} stroke={2} className={classes.chevron} aria-hidden />
        {name}
      </UnstyledButton>
      {open && (
        <>
          <ul className={classes.list} style={{ paddingInlineStart: depth * 16 + 22 }}>
            {membersOf(branch).map((person) => (
              <Person
                key={person.id}
                person={person}
                department={name}
                taken={taken.has(person.id)}
                pick={pick}
              />
            ))}
          </ul>
          <ul className={classes.list}>
            {branch.children.map((child) => (
              <Department key={child.id} branch={child} depth={depth + 1} taken={taken} pick={pick} />
            ))}
          </ul>
        </>
      )}
    </li>
  );
}

/** 조직도: people by department; it stays open, so that a whole line can be put together. */
export default function OrgPicker({
  opened,
  onClose,
  taken,
  pick,
}: {
  opened: boolean;
  onClose: () => void;
  taken: ReadonlySet<number>;
  pick: (person: Approver) => void;
}) {
  const { t } = useTranslation(["approvals", "shared"]);
  const chart = useQuery({ ...orgChartQuery, enabled: opened });
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      title={t("org.title")}
      closeButtonProps={{ "aria-label": t("shared:close") }}
    >
      {chart.isPending ? (
        <Loading rows={8} />
      ) : chart.isError ? (
        <ProblemNote error={chart.error} retry={chart.refetch} />
      ) : chart.data.departments.length === 0 ? (
        <Empty title={t("org.none")} />
      ) : (
        <ul className={classes.list}>
          {chart.data.departments.map((branch) => (
            <Department key={branch.id} branch={branch} depth={0} taken={taken} pick={pick} />
          ))}
        </ul>
      )}
    </Drawer>
  );
}
