import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { latestMineQuery } from "@/features/quests/api";
import { MyQuest } from "@/features/quests/public";
import { useTranslation } from "@/shared/text";
import { Section } from "@/shared/ui";
import { Loaded } from "@/shared/ui/loaded";
import classes from "./list.module.css";

const FIRST = 4;

/** One's quests that are still under way, those with a reward to claim first. */
export function MyQuests() {
  const { t } = useTranslation("dashboard");
  const quests = useQuery(latestMineQuery);
  return (
    <Section
      title={t("quests.title")}
      actions={
        <Button component={Link} to="/erp/quests" size="xs" variant="subtle" className={classes.more}>
          {t("all")}
        </Button>
      }
    >
      <Loaded query={quests} rows={3} height={28}>
        {({ items }) => {
          const open = items.filter((quest) => quest.status !== "CLAIMED");
          const shown = [...open].sort(
            (a, b) => Number(b.status === "APPROVED") - Number(a.status === "APPROVED"),
          );
          return shown.length === 0 ? (
            <p className={classes.none}>{t("quests.none")}</p>
          ) : (
            <ul className={classes.list}>
              {shown.slice(0, FIRST).map((quest) => (
                <MyQuest key={quest.id} quest={quest} brief />
              ))}
            </ul>
          );
        }}
      </Loaded>
    </Section>
  );
}
