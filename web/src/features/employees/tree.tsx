import { usePreferences } from "@/shared/preferences";
import { useTranslation } from "@/shared/text";
import { type Branch, departmentName } from "./api";
import classes from "./tree.module.css";

const sizeOf = (branch: Branch): number =>
  branch.members.length + branch.children.reduce((sum, child) => sum + sizeOf(child), 0);

function Node({
  branch,
  depth,
  chosen,
  choose,
}: {
  branch: Branch;
  depth: number;
  chosen: number | undefined;
  choose: (id: number | undefined) => void;
}) {
  const { language } = usePreferences();
  const { t } = useTranslation("employees");
  return (
    <li>
      <button
        type="button"
        className={classes.node}
        data-depth={Math.min(depth, 4)}
        aria-pressed={chosen === branch.id}
        onClick={() => choose(chosen === branch.id ? undefined : branch.id)}
      >
        <span className={classes.name}>
          {departmentName(branch, language)}
          {branch.head && (
            <span className={classes.head}>
              {t("headOf", { name: branch.head.name, title: branch.head.position })}
            </span>
          )}
        </span>
        <span className={classes.count}>{sizeOf(branch)}</span>
      </button>
      {branch.children.length > 0 && (
        <ul>
          {branch.children.map((child) => (
            <Node key={child.id} branch={child} depth={depth + 1} chosen={chosen} choose={choose} />
          ))}
        </ul>
      )}
    </li>
  );
}

/** The departments as a tree; choosing one narrows the list to it and all below it. */
export function Tree({
  branches,
  chosen,
  choose,
}: {
  branches: readonly Branch[];
  chosen: number | undefined;
  choose: (id: number | undefined) => void;
}) {
  const { t } = useTranslation("employees");
  return (
    <ul className={classes.tree} aria-label={t("nav.departments")}>
      {branches.map((branch) => (
        <Node key={branch.id} branch={branch} depth={0} chosen={chosen} choose={choose} />
      ))}
    </ul>
  );
}
