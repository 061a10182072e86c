import { Button } from "@mantine/core";
import { IconTrophy } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Days } from "@/shared/format";
import { useTranslation } from "@/shared/text";
import { Empty, Page, ProblemNote, Section, Status, toast } from "@/shared/ui";
import { More } from "@/shared/ui/data-table";
import { Loaded } from "@/shared/ui/loaded";
import { accept, availableQuery, mineQuery, type Quest } from "./api";
import { MyQuest } from "./my-quest";
import { QuestsNav } from "./nav";
import classes from "./quest.module.css";
import { useStep } from "./use-quest";

function Offer({ quest }: { quest: Quest }) {
  const { t } = useTranslation("quests");
  const take = useStep(accept, () => void toast(t("did.accept")));
  return (
    <li className={classes.quest}>
      <div className={classes.row}>
        <div className={classes.words}>
          <div className={classes.title}>{quest.title}</div>
          <div className={classes.facts}>
            <Status tone="positive">{t("state.AVAILABLE")}</Status>
            <span>
              {t("reward")} <Days value={quest.rewardDays} />
            </span>
          </div>
          {quest.description && <p className={classes.text}>{quest.description}</p>}
        </div>
        <Button variant="light" loading={take.isPending} onClick={() => take.run(quest.id ?? 0)}>
          {t("accept")}
        </Button>
      </div>
      <ProblemNote error={take.error} />
    </li>
  );
}

/** What one has taken on, and what one's department offers. */
export default function QuestsPage() {
  const { t } = useTranslation("quests");
  const mine = useInfiniteQuery(mineQuery);
  const offers = useInfiniteQuery(availableQuery);
  return (
    <Page title={t("title")} lead={t("lead")}>
      <QuestsNav />
      <div className={classes.columns}>
        <Section title={t("mine")}>
          <Loaded query={mine} rows={3} height={44}>
            {({ pages }) => {
              const rows = pages.flatMap((page) => page.items);
              return rows.length === 0 ? (
                <p className={classes.none}>{t("mineNone")}</p>
              ) : (
                <ul className={classes.list}>
                  {rows.map((quest) => (
                    <MyQuest key={quest.id} quest={quest} />
                  ))}
                </ul>
              );
            }}
          </Loaded>
          <More query={mine} />
        </Section>
        <Section title={t("available")}>
          <Loaded query={offers} rows={3} height={44}>
            {({ pages }) => {
              const rows = pages.flatMap((page) => page.items);
              return rows.length === 0 ? (
                <Empty icon={IconTrophy} title={t("availableNone")}>
                  {t("availableNoneText")}
                </Empty>
              ) : (
                <ul className={classes.list}>
                  {rows.map((quest) => (
                    <Offer key={quest.id} quest={quest} />
                  ))}
                </ul>
              );
            }}
          </Loaded>
          <More query={offers} />
        </Section>
      </div>
    </Page>
  );
}
