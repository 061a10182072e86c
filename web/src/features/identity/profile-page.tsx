import { useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";
import { useMe } from "@/shared/access";
import { useTranslation } from "@/shared/text";
import { Page, Section } from "@/shared/ui";
import classes from "./profile.module.css";
import { PasswordSection } from "./profile-password";
import { PreferencesSection } from "./profile-preferences";
import { SessionsSection } from "./profile-sessions";
import { TotpSection } from "./profile-totp";

/** Who I am, how the app looks to me, and how my account is protected. */
export default function ProfilePage() {
  const { t } = useTranslation("identity");
  const me = useMe();
  const hash = useRouterState({ select: (state) => state.location.hash });
  useEffect(() => {
    if (hash) document.getElementById(hash)?.scrollIntoView({ block: "start" });
  }, [hash]);
  return (
    <Page title={t("profile.title")} width="form">
      <Section title={t("profile.account")}>
        <dl className={classes.facts}>
          <div>
            <dt>{t("field.name")}</dt>
            <dd>{me.name}</dd>
          </div>
          <div>
            <dt>{t("field.email")}</dt>
            <dd>{me.email}</dd>
          </div>
          <div>
            <dt>{t("profile.roles")}</dt>
            <dd>{me.roles.map((role) => t(`role.${role}`, { defaultValue: role })).join(", ") || "–"}</dd>
          </div>
        </dl>
      </Section>
      <PreferencesSection />
      <div id="password">
        <PasswordSection />
      </div>
      <TotpSection />
      <SessionsSection />
    </Page>
  );
}
