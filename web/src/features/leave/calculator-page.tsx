import { useDebouncedValue } from "@mantine/hooks";
import { IconCalculator } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { DateText, Days, dayOf } from "@/shared/format";
import { useTranslation } from "@/shared/text";
import { Empty, Figure, Page, Section } from "@/shared/ui";
import { DataTable } from "@/shared/ui/data-table";
import { Loaded } from "@/shared/ui/loaded";
import { type SimulateAnswer, simulateQuery } from "./api";
import { askOf, START } from "./calculator";
import classes from "./calculator.module.css";
import { CalculatorForm } from "./calculator-form";
import { LeaveNav } from "./nav";
import { Article, Recorded } from "./recorded";

function Grants({ answer, asOf }: { answer: SimulateAnswer; asOf: string }) {
  const { t } = useTranslation("leave");
  const rows = [...answer.grants].reverse();
  if (rows.length === 0)
    return (
      <Empty icon={IconCalculator} title={t("calculator.noGrants")}>
        {t("calculator.noGrantsText")}
      </Empty>
    );
  return (
    <DataTable
      label={t("calculator.grants")}
      rows={rows}
      rowKey={(row) => `${row.date}:${row.article}`}
      detailLabel={t("ledger.why")}
      detail={(row) => (
        <div className={classes.why}>
          <p>
            <Recorded>{row.explanation}</Recorded>
          </p>
          <p className={classes.muted}>
            {t("ledger.ruleVersion")} {row.ruleVersion}
          </p>
        </div>
      )}
      cells={[
        {
          key: "date",
          header: t("calculator.date"),
          place: "title",
          cell: (row) => <DateText value={row.date} />,
        },
        {
          key: "days",
          header: t("ledger.days"),
          align: "end",
          place: "side",
          cell: (row) => (
            <strong>
              <Days value={row.days} signed />
            </strong>
          ),
        },
        {
          key: "last",
          header: t("calculator.until"),
          cell: (row) => (
            <>
              <DateText value={row.lastDay} /> {row.lastDay < asOf && t("calculator.over")}
            </>
          ),
        },
        {
          key: "article",
          header: t("ledger.article"),
          cell: (row) => <Article of={row.article} />,
        },
      ]}
    />
  );
}

/** The statutory calculator for any hire date, with the article and the reason of each grant. */
export default function CalculatorPage() {
  const { t } = useTranslation("leave");
  const [form, setForm] = useState(() => START(dayOf(Date.now())));
  const ask = askOf(form);
  const [settled] = useDebouncedValue(ask, 250, { leading: true });
  const answer = useQuery({
    ...simulateQuery(settled ?? { hireDate: form.asOf, asOf: form.asOf }),
    enabled: settled !== null,
    placeholderData: keepPreviousData,
  });
  return (
    <Page title={t("title")}>
      <LeaveNav />
      <div className={classes.columns}>
        <Section title={t("nav.calculator")} lead={t("calculator.lead")}>
          <CalculatorForm form={form} onChange={(part) => setForm((before) => ({ ...before, ...part }))} />
        </Section>
        <div className={classes.answer}>
          {!ask ? (
            <Empty icon={IconCalculator} title={t("calculator.incomplete")}>
              {t("calculator.incompleteText")}
            </Empty>
          ) : (
            <Loaded query={answer} rows={10}>
              {(data) => (
                <>
                  <Section>
                    <div className={classes.figures}>
                      <Figure
                        label={t("calculator.live")}
                        value={<Days value={data.live} />}
                        note={t("calculator.liveNote")}
                      />
                      <Figure
                        label={t("calculator.total")}
                        value={<Days value={data.grants.reduce((sum, grant) => sum + grant.days, 0)} />}
                        note={t("calculator.totalNote", { count: data.grants.length })}
                      />
                      {ask.lastDay && ask.method === "FISCAL" && (
                        <Figure
                          label={t("calculator.owed")}
                          value={<Days value={data.owed} />}
                          note={t("calculator.owedNote")}
                        />
                      )}
                    </div>
                  </Section>
                  <Section title={t("calculator.grants")}>
                    <Grants answer={data} asOf={ask.asOf} />
                  </Section>
                  {data.promotion.length > 0 && (
                    <Section title={t("calculator.promotion")} lead={t("calculator.promotionLead")}>
                      <DataTable
                        label={t("calculator.promotion")}
                        rows={data.promotion}
                        rowKey={(row) => `${row.track}:${row.firstFrom}`}
                        cells={[
                          {
                            key: "track",
                            header: t("calculator.trackLabel"),
                            place: "title",
                            cell: (row) => t(`calculator.track.${row.track}`),
                          },
                          {
                            key: "first",
                            header: t("calculator.first"),
                            cell: (row) => (
                              <>
                                <DateText value={row.firstFrom} /> – <DateText value={row.firstTo} />
                              </>
                            ),
                          },
                          {
                            key: "second",
                            header: t("calculator.second"),
                            cell: (row) => <DateText value={row.secondBy} />,
                          },
                        ]}
                      />
                    </Section>
                  )}
                </>
              )}
            </Loaded>
          )}
        </div>
      </div>
    </Page>
  );
}
