import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Box } from "@/features/approvals/api";
import { loadCounts } from "@/features/approvals/public";
import { useFormat } from "@/shared/format";
import { useTranslation } from "@/shared/text";
import { Section } from "@/shared/ui";
import { Loaded } from "@/shared/ui/loaded";
import classes from "./boxes.module.css";

const SHOWN = [
  "waiting",
  "upcoming",
  "progress",
  "rejected",
  "cc",
  "received",
  "post",
  "drafts",
] as const satisfies readonly Box[];

/** How much lies in each box; the numbers are those beside the menu and come with them. */
export function Boxes() {
  const { t } = useTranslation("dashboard");
  const format = useFormat();
  const counts = useQuery({ queryKey: ["counts", "approvals"], queryFn: ({ signal }) => loadCounts(signal) });
  return (
    <Section title={t("boxes.title")}>
      <Loaded query={counts} rows={4} height={32}>
        {(data) => (
          <ul className={classes.boxes}>
            {SHOWN.map((box) => (
              <li key={box}>
                <Link to={`/erp/boxes/${box}` as string} className={classes.box}>
                  <span>{t(`boxes.${box}`)}</span>
                  <strong data-some={data[box] ? true : undefined}>{format.number(data[box] ?? 0)}</strong>
                </Link>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Section>
  );
}
