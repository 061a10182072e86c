import { Button } from "@mantine/core";
import { IconLanguage } from "@tabler/icons-react";
import { type ReactNode, useEffect } from "react";
import { type Language, usePreferences } from "@/shared/preferences";
import { changeLanguage, useTranslation } from "@/shared/text";
import { OfflineBanner } from "@/shared/ui";
import classes from "./gate.module.css";

/** The frame of the pages before the door: mark, heading, content, and the other language. */
export function Gate({
  title,
  lead,
  children,
  aside,
}: {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
  aside?: ReactNode;
}) {
  const { t } = useTranslation("identity");
  const { language } = usePreferences();
  const other: Language = language === "ko" ? "en" : "ko";
  useEffect(() => {
    document.title = `${title} · Maru`;
  }, [title]);
  return (
    <div className={classes.gate}>
      <OfflineBanner />
      <header className={classes.top}>
        <span className={classes.brand}>
          <svg viewBox="0 0 32 32" className={classes.logo} aria-hidden="true">
            <rect width="32" height="32" rx="8" />
            <path d="M8 23V11l8 6 8-6v12" />
          </svg>
          {t("brand")}
        </span>
        <Button
          variant="subtle"
          color="gray"
          size="xs"
          lang={other}
          leftSection={<IconLanguage size={16} stroke={1.5} aria-hidden />}
          onClick={() => void changeLanguage(other)}
        >
          {t(`language.${other}`)}
        </Button>
      </header>
      <main id="content" className={classes.main} data-aside={aside ? true : undefined}>
        <div className={classes.panel}>
          <h1 className={classes.title}>{title}</h1>
          {lead && <p className={classes.lead}>{lead}</p>}
          {children}
        </div>
        {aside}
      </main>
    </div>
  );
}
