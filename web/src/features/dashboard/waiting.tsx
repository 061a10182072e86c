import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { boxQuery } from "@/features/approvals/api";
import { useDepartmentNames } from "@/features/employees/api";
import { DateText } from "@/shared/format";
import { useTranslation } from "@/shared/text";
import { Section } from "@/shared/ui";
import { Loaded } from "@/shared/ui/loaded";
import classes from "./list.module.css";

const FIRST = 5;

/** The first papers of the 대기 box; what else waits for this person stands below them. */
export function Waiting({ children }: { children: ReactNode }) {
  const { t } = useTranslation("dashboard");
  const place = useDepartmentNames();
  const waiting = useInfiniteQuery(boxQuery("waiting", FIRST));
  return (
    <Section
      title={t("waiting.title")}
      actions={
        <Button component={Link} to="/erp/boxes/waiting" size="xs" variant="subtle" className={classes.more}>
          {t("all")}
        </Button>
      }
    >
      <Loaded query={waiting} rows={5} height={28}>
        {({ pages }) => {
          const items = pages[0]?.items ?? [];
          return items.length === 0 ? (
            <p className={classes.none}>{t("waiting.none")}</p>
          ) : (
            <ul className={classes.list}>
              {items.slice(0, FIRST).map((item) => (
                <li key={item.documentId} className={classes.item}>
                  <Link to={`/erp/documents/${item.documentId}` as string} className={classes.row}>
                    <span className={classes.words}>
                      <span className={classes.title}>{item.title}</span>
                      <span className={classes.note}>
                        {[item.formName, place(item.department), item.drafterName]
                          .filter(Boolean)
                          .join(" · ")}
                      </span>
                    </span>
                    <span className={classes.side}>
                      <DateText value={item.sortAt} as="ago" />
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
      {children}
    </Section>
  );
}
