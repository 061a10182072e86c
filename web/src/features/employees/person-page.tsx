import { Button } from "@mantine/core";
import { IconBeach, IconClockHour4, IconUserEdit } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { balanceQuery } from "@/features/leave/api";
import { Balances } from "@/features/leave/public";
import { may, useMe } from "@/shared/access";
import { DateText, useFormat } from "@/shared/format";
import { addDays, useDayWords } from "@/shared/format/days";
import { useTranslation } from "@/shared/text";
import { Note, Page, Section } from "@/shared/ui";
import { Loaded } from "@/shared/ui/loaded";
import { AdjustSheet } from "./adjust-sheet";
import { type Employee, employeeQuery, useDepartmentNames } from "./api";
import { EmployeeSheet } from "./employee-sheet";
import { OffboardSheet } from "./offboard-sheet";
import classes from "./person.module.css";

const MONDAY = "2026-01-05";

function Facts({ person }: { person: Employee }) {
  const { t } = useTranslation("employees");
  const format = useFormat();
  const words = useDayWords();
  const place = useDepartmentNames();
  return (
    <dl className={classes.facts}>
      <div>
        <dt>{t("department")}</dt>
        <dd>{place(person.department) || t("unplaced")}</dd>
      </div>
      <div>
        <dt>{t("field.position")}</dt>
        <dd>{person.position}</dd>
      </div>
      <div>
        <dt>{t("field.email")}</dt>
        <dd>{person.email ?? "–"}</dd>
      </div>
      {person.hireDate && (
        <div>
          <dt>{t("field.hireDate")}</dt>
          <dd>
            <DateText value={person.hireDate} />
          </dd>
        </div>
      )}
      {person.workDays && person.dayMinutes && (
        <div>
          <dt>{t("field.work")}</dt>
          <dd>
            {person.workDays.map((day) => words.weekday(addDays(MONDAY, day - 1))).join(", ")} ·{" "}
            {t("field.hoursADay", { hours: format.number(person.dayMinutes / 60, 2) })}
          </dd>
        </div>
      )}
    </dl>
  );
}

/** A person: who they are for everybody; their terms, leave and days for those who look after them. */
export default function PersonPage() {
  const { t } = useTranslation("employees");
  const { id } = useParams({ strict: false }) as { id: string };
  const me = useMe();
  const hr = may(me, ["hr"]);
  const [sheet, setSheet] = useState<"change" | "offboard" | "adjust" | null>(null);
  const person = useQuery(employeeQuery(Number(id)));
  const self = me.employee_id === Number(id);
  // The terms of employment are shown to exactly those who may see leave and attendance too.
  const knows = person.data?.hireDate != null;
  const balance = useQuery({ ...balanceQuery(self ? undefined : Number(id)), enabled: knows });
  const close = () => setSheet(null);
  return (
    <Page
      title={person.data?.name ?? t("person")}
      width="reading"
      actions={
        hr &&
        person.data?.active && (
          <>
            <Button
              variant="default"
              leftSection={<IconUserEdit size={16} stroke={1.5} aria-hidden />}
              onClick={() => setSheet("change")}
            >
              {t("change.open")}
            </Button>
            {!self && (
              <Button variant="subtle" color="red" onClick={() => setSheet("offboard")}>
                {t("offboard.open")}
              </Button>
            )}
          </>
        )
      }
    >
      <Loaded query={person} rows={6}>
        {(data) => (
          <>
            {!data.active && (
              <Note
                tone="caution"
                title={t("left")}
                actions={
                  hr && (
                    <Button
                      component={Link}
                      to="/erp/reassignments"
                      search={{ leaverId: String(data.id) } as never}
                      size="xs"
                      variant="default"
                    >
                      {t("reassign")}
                    </Button>
                  )
                }
              >
                {data.leftOn && <DateText value={data.leftOn} />}
              </Note>
            )}
            <Section title={t("facts")}>
              <Facts person={data} />
            </Section>
            {knows && (
              <Section
                title={t("leave")}
                actions={
                  <>
                    <Button
                      component={Link}
                      to="/erp/leave"
                      search={(self ? {} : { employee: id }) as never}
                      size="xs"
                      variant="default"
                      leftSection={<IconBeach size={16} stroke={1.5} aria-hidden />}
                    >
                      {t("ledger")}
                    </Button>
                    <Button
                      component={Link}
                      to="/erp/attendance"
                      search={(self ? {} : { employee: id }) as never}
                      size="xs"
                      variant="default"
                      leftSection={<IconClockHour4 size={16} stroke={1.5} aria-hidden />}
                    >
                      {t("attendance")}
                    </Button>
                    {!self && data.active && (
                      <Button size="xs" variant="default" onClick={() => setSheet("adjust")}>
                        {t("adjust.open")}
                      </Button>
                    )}
                  </>
                }
              >
                <Loaded query={balance} rows={3}>
                  {(found) => <Balances balance={found} />}
                </Loaded>
              </Section>
            )}
            {hr && <EmployeeSheet opened={sheet === "change"} onClose={close} person={data} />}
            {hr && <OffboardSheet opened={sheet === "offboard"} onClose={close} person={data} />}
            <AdjustSheet opened={sheet === "adjust"} onClose={close} person={data} />
          </>
        )}
      </Loaded>
    </Page>
  );
}
