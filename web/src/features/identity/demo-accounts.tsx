import { Loader, UnstyledButton } from "@mantine/core";
import { SYSTEMS, useOffered } from "@/shared/access";
import { useTranslation } from "@/shared/text";
import { ProblemNote } from "@/shared/ui";
import type { DemoAccount } from "./api";
import classes from "./demo-accounts.module.css";

const plain = (role: string) => role.toLowerCase().replace(/^[a-z]+[:.]/, "");

/** The first system one of the account's roles belongs to, for the heading it stands under. */
const systemOf = (account: DemoAccount) => {
  const roles = account.roles.map(plain);
  // An operator sells tickets too; the console is what the account is for.
  const order = [...SYSTEMS].sort((a, b) => Number(b.name === "ops") - Number(a.name === "ops"));
  return order.find((system) => system.roles.some((role) => roles.includes(role)))?.name ?? "erp";
};

/** One-click accounts of a demo installation, by system; those of a system without pages here are left out. */
export function DemoAccounts({
  accounts,
  busy,
  error,
  onPick,
}: {
  accounts: readonly DemoAccount[];
  busy: string | undefined;
  error: unknown;
  onPick: (email: string) => void;
}) {
  const { t } = useTranslation(["identity", "app"]);
  // The server's title is Korean; the demo company's own accounts are known by name in both languages.
  const called = ({ email, title, roles }: DemoAccount) =>
    t(`demo.account.${email.split("@")[0]}`, {
      defaultValue: title || roles.map((role) => t(`role.${plain(role)}`)).join(" · "),
    });
  const groups = useOffered()
    .map((system) => ({ system, accounts: accounts.filter((account) => systemOf(account) === system.name) }))
    .filter((group) => group.accounts.length > 0);
  if (groups.length === 0) return null;
  return (
    <section className={classes.demo} aria-labelledby="demo-title">
      <h2 id="demo-title" className={classes.title}>
        {t("demo.title")}
      </h2>
      <p className={classes.lead}>{t("demo.lead")}</p>
      <ProblemNote error={error} />
      {groups.map(({ system, accounts: members }) => {
        const Mark = system.icon;
        return (
          <div key={system.name} className={classes.group}>
            <h3 className={classes.heading}>
              <Mark size={16} stroke={1.5} aria-hidden />
              {t(`app:system.${system.name}.name`)}
            </h3>
            <ul className={classes.list}>
              {members.map((account) => (
                <li key={account.email}>
                  <UnstyledButton
                    className={classes.card}
                    disabled={busy !== undefined}
                    onClick={() => onPick(account.email)}
                  >
                    <span className={classes.name}>
                      {account.name}
                      {busy === account.email && <Loader size={12} />}
                    </span>
                    <span className={classes.role}>{called(account)}</span>
                  </UnstyledButton>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </section>
  );
}
