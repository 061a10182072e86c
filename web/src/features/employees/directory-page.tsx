import { Button, Select, TextInput } from "@mantine/core";
import { IconSearch, IconUserPlus, IconUserSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { may, useMe } from "@/shared/access";
import { usePreferences } from "@/shared/preferences";
import { useTranslation } from "@/shared/text";
import { Empty, Page, Status, usePhone } from "@/shared/ui";
import { useFilters } from "@/shared/ui/filters";
import { Loaded } from "@/shared/ui/loaded";
import { departmentName, orgChartQuery } from "./api";
import classes from "./directory.module.css";
import { EmployeeSheet } from "./employee-sheet";
import { LeftPeople } from "./left-people";
import { fits, membersOf, placesOf } from "./members";
import { PeopleNav } from "./nav";
import { Tree } from "./tree";

/** The departments as a tree and the people in them. */
export default function DirectoryPage() {
  const { t } = useTranslation("employees");
  const { language } = usePreferences();
  const phone = usePhone();
  const hr = may(useMe(), ["hr"]);
  const { values, set } = useFilters();
  const [hiring, setHiring] = useState(false);
  const chart = useQuery(orgChartQuery);
  const chosen = Number(values.department) || undefined;
  const choose = (id: number | undefined) => set({ department: id ? String(id) : undefined });
  return (
    <Page
      title={t("title")}
      actions={
        hr && (
          <Button
            leftSection={<IconUserPlus size={16} stroke={1.5} aria-hidden />}
            onClick={() => setHiring(true)}
          >
            {t("hire.open")}
          </Button>
        )
      }
    >
      <PeopleNav />
      <Loaded query={chart} rows={10} height={28}>
        {(data) => {
          const people = membersOf(data, chosen).filter((each) => fits(each, values.q ?? ""));
          return (
            <div className={classes.columns}>
              {!phone && (
                <div className={classes.tree}>
                  <Tree branches={data.departments} chosen={chosen} choose={choose} />
                </div>
              )}
              <div className={classes.people}>
                <div className={classes.filters}>
                  <TextInput
                    type="search"
                    className={classes.search}
                    aria-label={t("search")}
                    placeholder={t("search")}
                    leftSection={<IconSearch size={16} stroke={1.5} aria-hidden />}
                    value={values.q ?? ""}
                    onChange={(event) => set({ q: event.currentTarget.value || undefined })}
                  />
                  {phone && (
                    <Select
                      aria-label={t("department")}
                      value={chosen ? String(chosen) : ""}
                      onChange={(value) => choose(Number(value) || undefined)}
                      data={[
                        { value: "", label: t("everywhere") },
                        ...placesOf(data).map((place) => ({
                          value: String(place.id),
                          label: `${"\u2003".repeat(place.depth)}${departmentName(place, language)}`,
                        })),
                      ]}
                    />
                  )}
                  <span className={classes.count} role="status">
                    {t("count", { count: people.length })}
                  </span>
                </div>
                {people.length === 0 ? (
                  <Empty
                    icon={IconUserSearch}
                    title={t("none")}
                    action={
                      <Button variant="default" onClick={() => set({ q: undefined, department: undefined })}>
                        {t("shared:clearFilters")}
                      </Button>
                    }
                  >
                    {t("noneText")}
                  </Empty>
                ) : (
                  <ul className={classes.list}>
                    {people.map((person) => (
                      <li key={person.id}>
                        <Link to={`/erp/people/${person.id}` as string} className={classes.person}>
                          <span className={classes.name}>{person.name}</span>
                          <span className={classes.position}>{person.position}</span>
                          <span className={classes.place}>
                            {person.department ? departmentName(person.department, language) : t("unplaced")}
                          </span>
                          {person.heads && <Status tone="accent">{t("head")}</Status>}
                        </Link>
                      </li>
                    ))}
                  </ul>
                )}
                {hr && <LeftPeople />}
              </div>
            </div>
          );
        }}
      </Loaded>
      {hr && <EmployeeSheet opened={hiring} onClose={() => setHiring(false)} />}
    </Page>
  );
}
