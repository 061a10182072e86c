import { Button } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type System, systemsFor, useMe } from "@/shared/access";
import { useTranslation } from "@/shared/text";
import { ACCENTS } from "@/shared/theme/theme";
import { Empty, Page } from "@/shared/ui";
import { OFFERED } from "./features";
import classes from "./launcher.module.css";
import { useSignOut } from "./sign-out";

/** The systems this account may use; one that has no pages here is named with the reason. */
export default function Launcher() {
  const { t } = useTranslation("app");
  const me = useMe();
  const systems = systemsFor(me);
  const open = systems.filter((system) => OFFERED.includes(system));
  const closed = systems.filter((system) => !OFFERED.includes(system));
  return (
    <Page
      title={t("launcher.title", { name: me.name })}
      lead={open.length > 0 && t("launcher.lead")}
      width="form"
    >
      {open.length === 0 ? (
        <NothingHere closed={closed} />
      ) : (
        <>
          <ul className={classes.list}>
            {open.map((system) => (
              <li key={system.name}>
                <Link to={system.home} className={classes.system}>
                  <Name system={system} />
                </Link>
              </li>
            ))}
          </ul>
          {closed.length > 0 && <p className={classes.closed}>{t("launcher.closed", names(t, closed))}</p>}
        </>
      )}
    </Page>
  );
}

const names = (t: (key: string) => string, systems: readonly System[]) => ({
  names: systems.map((system) => t(`system.${system.name}.name`)).join(", "),
});

function Name({ system }: { system: System }) {
  const { t } = useTranslation("app");
  const Mark = system.icon;
  return (
    <>
      <span className={classes.mark} data-accent={ACCENTS[system.name]}>
        <Mark size={24} stroke={1.5} aria-hidden />
      </span>
      <span className={classes.text}>
        <strong>{t(`system.${system.name}.name`)}</strong>
        <span>{t(`system.${system.name}.text`)}</span>
      </span>
    </>
  );
}

/** An account without a system, or one whose systems this build has no pages of. */
function NothingHere({ closed }: { closed: readonly System[] }) {
  const { t } = useTranslation("app");
  const leave = useSignOut();
  if (closed.length === 0) return <Empty title={t("launcher.none")}>{t("launcher.noneText")}</Empty>;
  return (
    <Empty
      icon={IconPlugConnectedX}
      title={t("launcher.unbuilt", names(t, closed))}
      action={
        <Button variant="default" onClick={() => void leave()}>
          {t("launcher.otherAccount")}
        </Button>
      }
    >
      {t("launcher.unbuiltText")}
    </Empty>
  );
}
