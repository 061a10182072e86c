import { Link } from "@tanstack/react-router";
import { systemsFor, useMe } from "@/shared/access";
import { useTranslation } from "@/shared/text";
import { ACCENTS } from "@/shared/theme/theme";
import { Empty, Page } from "@/shared/ui";
import classes from "./launcher.module.css";

/** The systems this account may use. */
export default function Launcher() {
  const { t } = useTranslation("app");
  const me = useMe();
  const systems = systemsFor(me);
  return (
    <Page title={t("launcher.title", { name: me.name })} lead={t("launcher.lead")} width="form">
      {systems.length === 0 ? (
        <Empty title={t("launcher.none")}>{t("launcher.noneText")}</Empty>
      ) : (
        <ul className={classes.list}>
          {systems.map((system) => {
            const Mark = system.icon;
            const color = ACCENTS[system.name];
            return (
              <li key={system.name}>
                <Link to={system.home} className={classes.system}>
                  <span className={classes.mark} data-accent={color}>
                    <Mark size={24} stroke={1.5} aria-hidden />
                  </span>
                  <span className={classes.text}>
                    <strong>{t(`system.${system.name}.name`)}</strong>
                    <span>{t(`system.${system.name}.text`)}</span>
                  </span>
                </Link>
              </li>
            );
          })}
        </ul>
      )}
    </Page>
  );
}
