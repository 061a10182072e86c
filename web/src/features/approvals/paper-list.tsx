import { DateText, Money } from "@/shared/format";
import { useTranslation } from "@/shared/text";
import { Status } from "@/shared/ui";
import type { Column } from "@/shared/ui/work-list";
import type { Box, BoxItem } from "./api";
import { useFormWords } from "./forms";
import classes from "./paper-list.module.css";
import { useDepartmentName } from "./people";
import { DocumentStatus } from "./states";

const VIEWED: ReadonlySet<Box> = new Set(["cc", "received"]);
const SETTLED: ReadonlySet<string> = new Set(["done", "rejected", "recalled", "progress", "department"]);

/** Words that make a row stand out: in whose place, held, overdue. */
function Marks({ item }: { item: BoxItem }) {
  const { t } = useTranslation(["approvals", "shared"]);
  return (
    <>
      {item.onBehalfOfName && (
        <span className={classes.mark}>{t("box.proxy", { name: item.onBehalfOfName })}</span>
      )}
      {item.entryState === "HELD" && (
        <span className={classes.mark} data-tone="caution">
          {t("shared:line.state.HELD")}
        </span>
      )}
      {item.role && item.role !== "APPROVE" && (
        <span className={classes.mark}>{t(`shared:line.role.${item.role}`)}</span>
      )}
      {item.dueAt && Date.parse(item.dueAt) < Date.now() && (
        <span className={classes.mark} data-tone="critical">
          {t("box.overdue")}
        </span>
      )}
    </>
  );
}

function State({ item, box }: { item: BoxItem; box: Box | "search" }) {
  const { t } = useTranslation("approvals");
  if (box !== "search" && VIEWED.has(box)) {
    const done = item.entryState === "CONFIRMED" || item.entryState === "HANDLED";
    return (
      <Status tone={done ? "positive" : "accent"}>
        {t(`viewer.state.${item.entryState}`, { defaultValue: t(`state.${item.state}`) })}
      </Status>
    );
  }
  return <DocumentStatus state={item.state} />;
}

/** The columns of a list of papers, in a box or among what was found. */
export function usePaperColumns(box: Box | "search"): Column<BoxItem>[] {
  const { t } = useTranslation("approvals");
  const words = useFormWords();
  const department = useDepartmentName();
  const own = box === "drafts";
  const stated = box === "search" || VIEWED.has(box) || SETTLED.has(box);
  return [
    {
      key: "title",
      header: t("column.title"),
      width: "minmax(180px, 4fr)",
      cell: (item) => (
        <span className={classes.title}>
          <span className={classes.words}>{item.title || t("box.untitled")}</span>
          <Marks item={item} />
        </span>
      ),
    },
    {
      key: "form",
      header: t("column.form"),
      width: "minmax(100px, 1.4fr)",
      from: own ? 400 : 640,
      cell: (item) => words.form({ id: item.formId, name: item.formName }),
    },
    ...(own
      ? []
      : [
          {
            key: "drafter",
            header: t("column.drafter"),
            width: "minmax(96px, 1.2fr)",
            from: 380,
            cell: (item: BoxItem) => (
              <>
                {item.drafterName} <span className={classes.soft}>{department(item.department)}</span>
              </>
            ),
          },
        ]),
    {
      key: "number",
      header: t("column.number"),
      width: "minmax(112px, 1fr)",
      from: stated ? 860 : 1080,
      cell: (item) => item.number ?? "",
    },
    {
      key: "amount",
      header: t("column.amount"),
      width: "minmax(104px, 1fr)",
      align: "end" as const,
      from: 760,
      cell: (item) => (Number(item.amount) > 0 ? <Money value={item.amount} /> : null),
    },
    ...(stated
      ? [
          {
            key: "state",
            header: t("column.state"),
            width: "92px",
            from: 480,
            cell: (item: BoxItem) => <State item={item} box={box} />,
          },
        ]
      : []),
    {
      key: "at",
      header: t(own ? "column.savedAt" : box === "waiting" ? "column.arrivedAt" : "column.at"),
      width: "104px",
      align: "end" as const,
      cell: (item) => <DateText value={item.sortAt} as="ago" />,
    },
  ];
}

/** The row on a phone. */
export function PaperCard({ item, box }: { item: BoxItem; box: Box | "search" }) {
  const { t } = useTranslation("approvals");
  const words = useFormWords();
  const marked = item.onBehalfOfName || item.entryState === "HELD" || (item.role && item.role !== "APPROVE");
  return (
    <>
      <span className={classes.cardTitle}>{item.title || t("box.untitled")}</span>
      <span className={classes.cardLine}>
        <span>{words.form({ id: item.formId, name: item.formName })}</span>
        {box !== "drafts" && <span>{item.drafterName}</span>}
        {Number(item.amount) > 0 && <Money value={item.amount} />}
      </span>
      <span className={classes.cardLine}>
        <DateText value={item.sortAt} as="ago" />
        {marked && <Marks item={item} />}
        {box !== "waiting" && box !== "upcoming" && box !== "drafts" && box !== "post" && (
          <State item={item} box={box} />
        )}
      </span>
    </>
  );
}
