import { Badge } from "@mantine/core";
import { useTranslation } from "@/shared/text";
import classes from "./person-name.module.css";

export interface Person {
  id?: number | string | null;
  name: string;
  title?: string | null;
  position?: string | null;
  department?: string | null;
  left?: boolean;
  absent?: boolean;
  substitute?: { name: string } | null;
}

/** `홍보팀 ○○○ 팀장`, with a word for absence and departure. */
export function PersonName({
  person,
  department = false,
}: {
  person: Person | null | undefined;
  department?: boolean;
}) {
  const { t } = useTranslation("shared");
  if (!person) return <span aria-hidden>–</span>;
  const title = person.title ?? person.position;
  return (
    <span className={classes.person}>
      {department && person.department && <span className={classes.department}>{person.department}</span>}
      <span>{title ? t("person.withTitle", { name: person.name, title }) : person.name}</span>
      {person.left && (
        <Badge size="sm" color="gray">
          {t("person.left")}
        </Badge>
      )}
      {person.absent && (
        <Badge size="sm" color="amber">
          {person.substitute
            ? `${t("person.absent")} · ${t("person.substitute", { name: person.substitute.name })}`
            : t("person.absent")}
        </Badge>
      )}
    </span>
  );
}
