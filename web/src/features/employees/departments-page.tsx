import { Button } from "@mantine/core";
import { IconPlus, IconSitemap } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { usePreferences } from "@/shared/preferences";
import { useTranslation } from "@/shared/text";
import { Empty, Page, PersonName } from "@/shared/ui";
import { DataTable } from "@/shared/ui/data-table";
import { Loaded } from "@/shared/ui/loaded";
import { type Department, departmentName, departmentsQuery, usePeople } from "./api";
import { DepartmentSheet } from "./department-sheet";
import { PeopleNav } from "./nav";

/** The tree as HR keeps it: names, what stands above, and who heads it. */
export default function DepartmentsPage() {
  const { t } = useTranslation("employees");
  const { language } = usePreferences();
  const people = usePeople();
  const [sheet, setSheet] = useState<{ of?: Department } | null>(null);
  const departments = useQuery(departmentsQuery);
  const add = (
    <Button leftSection={<IconPlus size={16} stroke={1.5} aria-hidden />} onClick={() => setSheet({})}>
      {t("place.open")}
    </Button>
  );
  return (
    <Page title={t("title")} actions={add}>
      <PeopleNav />
      <Loaded query={departments} rows={8} height={28}>
        {({ items }) => {
          const known = new Map(items.map((each) => [each.id, each]));
          const nameOf = (id: number | null | undefined) => {
            const above = id == null ? undefined : known.get(id);
            return above ? departmentName(above, language) : "–";
          };
          return items.length === 0 ? (
            <Empty icon={IconSitemap} title={t("place.none")} action={add}>
              {t("place.noneText")}
            </Empty>
          ) : (
            <DataTable
              label={t("nav.departments")}
              rows={items}
              rowKey={(row) => row.id}
              cells={[
                {
                  key: "name",
                  header: t("place.name"),
                  place: "title",
                  cell: (row) => departmentName(row, language),
                },
                { key: "code", header: t("place.code"), wide: true, cell: (row) => row.name },
                { key: "above", header: t("place.parent"), cell: (row) => nameOf(row.parentId) },
                {
                  key: "head",
                  header: t("head"),
                  cell: (row) => {
                    const head = row.headId == null ? undefined : people.get(row.headId);
                    return head ? <PersonName person={head} /> : "–";
                  },
                },
                {
                  key: "act",
                  header: "",
                  align: "end",
                  place: "side",
                  cell: (row) => (
                    <Button size="compact-sm" variant="default" onClick={() => setSheet({ of: row })}>
                      {t("place.change")}
                    </Button>
                  ),
                },
              ]}
            />
          );
        }}
      </Loaded>
      <DepartmentSheet
        opened={sheet !== null}
        onClose={() => setSheet(null)}
        department={sheet?.of}
        all={departments.data?.items ?? []}
      />
    </Page>
  );
}
