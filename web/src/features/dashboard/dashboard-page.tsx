import { Button } from "@mantine/core";
import { IconCalendarPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CheckInCard } from "@/features/attendance/public";
import { balanceQuery } from "@/features/leave/api";
import { Balances } from "@/features/leave/public";
import { may, useMe } from "@/shared/access";
import { useTranslation } from "@/shared/text";
import { Page, Section } from "@/shared/ui";
import { Loaded } from "@/shared/ui/loaded";
import { Away } from "./away";
import { Boxes } from "./boxes";
import classes from "./dashboard.module.css";
import { Due } from "./due";
import { MyQuests } from "./my-quests";
import { TeamTasks } from "./team-tasks";
import { Waiting } from "./waiting";

/** The morning's first screen: arriving, what waits, who is away, what is left. */
export default function DashboardPage() {
  const { t } = useTranslation("dashboard");
  const me = useMe();
  const balance = useQuery(balanceQuery());
  return (
    <Page title={t("title")}>
      <div className={classes.grid}>
        <div className={classes.checkIn}>
          <CheckInCard />
        </div>
        <div className={classes.leave}>
          <Section
            title={t("leave")}
            actions={
              <Button
                component={Link}
                to="/erp/leave/new"
                size="xs"
                variant="default"
                leftSection={<IconCalendarPlus size={16} stroke={1.5} aria-hidden />}
              >
                {t("askLeave")}
              </Button>
            }
          >
            <Loaded query={balance} rows={3} height={28}>
              {(data) => <Balances balance={data} />}
            </Loaded>
          </Section>
        </div>
        <div className={classes.waiting}>
          <Waiting>{may(me, ["manager", "hr"]) && <TeamTasks />}</Waiting>
        </div>
        <div className={classes.boxes}>
          <Boxes />
        </div>
        <div className={classes.due}>
          <Due />
        </div>
        <div className={classes.away}>
          <Away />
        </div>
        <div className={classes.quests}>
          <MyQuests />
        </div>
      </div>
    </Page>
  );
}
