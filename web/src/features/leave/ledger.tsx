import { IconReceipt } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { usePeople } from "@/features/employees/api";
import { DateText, Days, useFormat } from "@/shared/format";
import { useTranslation } from "@/shared/text";
import { Empty, Section } from "@/shared/ui";
import { DataTable, More } from "@/shared/ui/data-table";
import { Loaded } from "@/shared/ui/loaded";
import { daysOf, documentOf } from "./amount";
import { type LedgerLine, ledgerQuery } from "./api";
import classes from "./ledger.module.css";
import { Article, Recorded } from "./recorded";

function Why({ line }: { line: LedgerLine }) {
  const { t, i18n } = useTranslation("leave");
  const format = useFormat();
  const people = usePeople();
  const inputs = Object.entries(line.inputs ?? {});
  const said = (name: string, value: string | number) => {
    if (name === "rate" && typeof value === "number" && value <= 1)
      return `${format.number(value * 100, 1)}%`;
    if (name === "unit") return t(`unit.${value}`, { defaultValue: String(value) });
    return /^\d{4}-\d{2}-\d{2}$/.test(String(value)) ? format.date(String(value)) : String(value);
  };
  const document = documentOf(line);
  return (
    <div className={classes.why}>
      <p>
        <Recorded>{line.explanation}</Recorded>
      </p>
      <dl className={classes.facts}>
        <div>
          <dt>{t("ledger.article")}</dt>
          <dd>
            <Article of={line.article} />
          </dd>
        </div>
        <div>
          <dt>{t("ledger.ruleVersion")}</dt>
          <dd>{line.ruleVersion}</dd>
        </div>
        {inputs.map(([name, value]) => (
          <div key={name}>
            <dt>{i18n.exists(`leave:input.${name}`) ? t(`input.${name}`) : name}</dt>
            <dd>{said(name, value)}</dd>
          </div>
        ))}
        <div>
          <dt>{t("ledger.written")}</dt>
          <dd>
            <DateText value={line.createdAt} as="dateTime" />{" "}
            {line.createdBy === null ? t("ledger.bySystem") : (people.get(line.createdBy)?.name ?? "")}
          </dd>
        </div>
        {document && (
          <div>
            <dt>{t("ledger.document")}</dt>
            <dd>
              <Link to={`/erp/documents/${document}` as string} className={classes.link}>
                {t("document")}
              </Link>
            </dd>
          </div>
        )}
      </dl>
    </div>
  );
}

/** Every change of the balance, newest first, each with its reason. */
export function Ledger({ employeeId, dayMinutes }: { employeeId?: number; dayMinutes: number }) {
  const { t } = useTranslation("leave");
  const ledger = useInfiniteQuery(ledgerQuery(employeeId));
  return (
    <Section title={t("ledger.title")} lead={t("ledger.lead")}>
      <Loaded query={ledger} rows={8} height={28}>
        {({ pages }) => {
          const lines = pages.flatMap((page) => page.items);
          if (lines.length === 0)
            return (
              <Empty icon={IconReceipt} title={t("ledger.none")}>
                {t("ledger.noneText")}
              </Empty>
            );
          return (
            <>
              <DataTable
                label={t("ledger.title")}
                rows={lines}
                rowKey={(line) => line.id ?? `${line.grantId}:${line.createdAt}`}
                detail={(line) => <Why line={line} />}
                detailLabel={t("ledger.why")}
                cells={[
                  {
                    key: "date",
                    header: t("ledger.date"),
                    place: "note",
                    cell: (line) => <DateText value={line.effectiveDate} />,
                  },
                  {
                    key: "kind",
                    header: t("ledger.kindLabel"),
                    place: "title",
                    cell: (line) => t(`ledger.kind.${line.kind}`),
                  },
                  {
                    key: "bucket",
                    header: t("bucket.label"),
                    place: "note",
                    cell: (line) => t(`bucket.${line.bucket}`),
                  },
                  {
                    key: "days",
                    header: t("ledger.days"),
                    align: "end",
                    place: "side",
                    cell: (line) => (
                      <strong className={classes.amount} data-sign={line.minutes < 0 ? "minus" : "plus"}>
                        <Days value={daysOf(line, dayMinutes)} signed />
                      </strong>
                    ),
                  },
                ]}
              />
              <More query={ledger} />
            </>
          );
        }}
      </Loaded>
    </Section>
  );
}
