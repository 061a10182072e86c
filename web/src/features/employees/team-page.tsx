import { Button, Select } from "@mantine/core";
import { IconUsersGroup } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { type TeamBalance, teamBalancesQuery } from "@/features/leave/api";
import { may, useMe } from "@/shared/access";
import { DateText, Days } from "@/shared/format";
import { usePreferences } from "@/shared/preferences";
import { useTranslation } from "@/shared/text";
import { Empty, Page } from "@/shared/ui";
import { DataTable, More } from "@/shared/ui/data-table";
import { useFilters } from "@/shared/ui/filters";
import { Loaded } from "@/shared/ui/loaded";
import { AdjustSheet } from "./adjust-sheet";
import { departmentName, departmentsQuery, meAtWorkQuery, useDepartmentNames } from "./api";
import classes from "./team.module.css";

const bucketOf = (row: TeamBalance, bucket: string) =>
  row.balance.buckets.find((each) => each.bucket === bucket)?.available ?? 0;

/** The people one looks after and what is left of their leave; HR looks after everybody. */
export default function TeamPage() {
  const { t } = useTranslation("employees");
  const { language } = usePreferences();
  const me = useMe();
  const hr = may(me, ["hr"]);
  const place = useDepartmentNames();
  const { values, set } = useFilters();
  const [adjusting, setAdjusting] = useState<TeamBalance | null>(null);
  const own = useQuery({ ...meAtWorkQuery, enabled: !hr });
  const all = useQuery({ ...departmentsQuery, enabled: hr });
  const places = hr ? (all.data?.items ?? []) : (own.data?.managedDepartments ?? []);
  const team = useInfiniteQuery(teamBalancesQuery(values.department || undefined));
  return (
    <Page title={t("team.title")} lead={t("team.lead")}>
      {places.length > 1 && (
        <Select
          className={classes.place}
          aria-label={t("department")}
          value={values.department ?? ""}
          onChange={(value) => set({ department: value || undefined })}
          data={[
            { value: "", label: t("everywhere") },
            ...places.map((each) => ({ value: String(each.id), label: departmentName(each, language) })),
          ]}
        />
      )}
      <Loaded query={team} rows={10} height={28}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.items);
          if (rows.length === 0)
            return (
              <Empty icon={IconUsersGroup} title={t("team.none")}>
                {t("team.noneText")}
              </Empty>
            );
          return (
            <>
              <DataTable
                label={t("team.title")}
                rows={rows}
                rowKey={(row) => row.employeeId}
                cells={[
                  {
                    key: "name",
                    header: t("field.name"),
                    place: "title",
                    cell: (row) => (
                      <Link to={`/erp/people/${row.employeeId}` as string} className={classes.name}>
                        {row.name}
                      </Link>
                    ),
                  },
                  {
                    key: "place",
                    header: t("department"),
                    place: "note",
                    cell: (row) => place(row.department),
                  },
                  {
                    key: "statutory",
                    header: t("leave:bucket.STATUTORY"),
                    align: "end",
                    cell: (row) => <Days value={bucketOf(row, "STATUTORY")} />,
                  },
                  {
                    key: "reward",
                    header: t("leave:bucket.REWARD"),
                    align: "end",
                    cell: (row) => <Days value={bucketOf(row, "REWARD")} />,
                  },
                  {
                    key: "remaining",
                    header: t("team.remaining"),
                    align: "end",
                    place: "side",
                    cell: (row) => (
                      <strong>
                        <Days value={row.balance.remaining} />
                      </strong>
                    ),
                  },
                  {
                    key: "expiring",
                    header: t("team.expiring"),
                    cell: (row) => {
                      const first = row.balance.expiring?.[0];
                      return first ? (
                        <>
                          <DateText value={first.lastDay} /> <Days value={first.days} />
                        </>
                      ) : (
                        "–"
                      );
                    },
                  },
                  {
                    key: "act",
                    header: "",
                    align: "end",
                    place: "foot",
                    cell: (row) => (
                      <span className={classes.actions}>
                        <Button
                          component={Link}
                          to="/erp/attendance"
                          search={{ employee: String(row.employeeId) } as never}
                          size="compact-sm"
                          variant="subtle"
                        >
                          {t("attendance")}
                        </Button>
                        {row.employeeId !== me.employee_id && (
                          <Button size="compact-sm" variant="default" onClick={() => setAdjusting(row)}>
                            {t("adjust.open")}
                          </Button>
                        )}
                      </span>
                    ),
                  },
                ]}
              />
              <More query={team} />
            </>
          );
        }}
      </Loaded>
      <AdjustSheet
        opened={adjusting !== null}
        onClose={() => setAdjusting(null)}
        person={adjusting && { id: adjusting.employeeId, name: adjusting.name }}
      />
    </Page>
  );
}
