import { Button } from "@mantine/core";
import { IconCalendarPlus, IconHourglassLow } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { employeeQuery } from "@/features/employees/api";
import { useMe } from "@/shared/access";
import { DateText, Days } from "@/shared/format";
import { useTranslation } from "@/shared/text";
import { Note, Page, ProblemNote, Section } from "@/shared/ui";
import { useFilters } from "@/shared/ui/filters";
import { Loaded } from "@/shared/ui/loaded";
import { balanceQuery, type LeaveBalance } from "./api";
import { Balances } from "./balances";
import { Ledger } from "./ledger";
import { LeaveNav } from "./nav";
import classes from "./status.module.css";

function Expiring({ of }: { of: LeaveBalance["expiring"] }) {
  const { t } = useTranslation("leave");
  if (!of || of.length === 0) return null;
  return (
    <Note tone="caution" title={t("expiring.title")}>
      <ul className={classes.expiring}>
        {of.map((each) => (
          <li key={each.grantId}>
            <IconHourglassLow size={14} stroke={1.5} aria-hidden />
            <DateText value={each.lastDay} />
            <span>
              {t(`bucket.${each.bucket}`)} <Days value={each.days} />
            </span>
          </li>
        ))}
      </ul>
    </Note>
  );
}

/** What is left, what expires, and every line that led there: one's own, or of a person one looks after. */
export default function StatusPage() {
  const { t } = useTranslation("leave");
  const me = useMe();
  const { values } = useFilters();
  const asked = Number(values.employee) || undefined;
  const other = asked !== undefined && asked !== me.employee_id;
  const employeeId = other ? asked : undefined;
  const balance = useQuery(balanceQuery(employeeId));
  const person = useQuery({ ...employeeQuery(asked ?? 0), enabled: other });
  return (
    <Page
      title={other ? t("titleOf", { name: person.data?.name ?? "" }) : t("title")}
      actions={
        other ? null : (
          <Button
            component={Link}
            to="/erp/leave/new"
            leftSection={<IconCalendarPlus size={16} stroke={1.5} aria-hidden />}
          >
            {t("ask.open")}
          </Button>
        )
      }
    >
      {!other && <LeaveNav />}
      <ProblemNote error={person.error} />
      <Loaded query={balance} rows={4} height={32}>
        {(data) => (
          <>
            <Section title={t("nav.status")} lead={t("status.lead")}>
              <Balances balance={data} />
            </Section>
            <Expiring of={data.expiring} />
            <Ledger employeeId={employeeId} dayMinutes={data.dayMinutes} />
          </>
        )}
      </Loaded>
    </Page>
  );
}
