import { SegmentedControl, Select, useMantineColorScheme } from "@mantine/core";
import { useMemo } from "react";
import { useFormat } from "@/shared/format";
import { COMPANY_ZONE, type Language, preferences, usePreferences } from "@/shared/preferences";
import { changeLanguage, useTranslation } from "@/shared/text";
import { Section } from "@/shared/ui";
import classes from "./profile.module.css";

/** Language, theme and time zone; kept on this device and effective at once. */
export function PreferencesSection() {
  const { t } = useTranslation("identity");
  const { language, timeZone } = usePreferences();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const format = useFormat();
  const zones = useMemo(() => {
    const all = Intl.supportedValuesOf("timeZone");
    return [...new Set([COMPANY_ZONE, Intl.DateTimeFormat().resolvedOptions().timeZone, "UTC", ...all])].map(
      (zone) => ({
        value: zone,
        label: zone.replaceAll("_", " "),
      }),
    );
  }, []);
  return (
    <Section title={t("profile.preferences")}>
      <div className={classes.setting}>
        <span id="language-label">{t("profile.language")}</span>
        <div>
          <SegmentedControl
            aria-labelledby="language-label"
            value={language}
            data={[
              { value: "ko", label: t("language.ko") },
              { value: "en", label: t("language.en") },
            ]}
            onChange={(value) => void changeLanguage(value as Language)}
          />
        </div>
      </div>
      <div className={classes.setting}>
        <span id="theme-label">{t("profile.theme")}</span>
        <div>
          <SegmentedControl
            aria-labelledby="theme-label"
            value={colorScheme}
            data={(["light", "dark", "auto"] as const).map((value) => ({
              value,
              label: t(`theme.${value}`),
            }))}
            onChange={(value) => setColorScheme(value as "light" | "dark" | "auto")}
          />
        </div>
      </div>
      <div className={classes.setting} id="time-zone">
        <span id="zone-label">{t("profile.timeZone")}</span>
        <Select
          aria-labelledby="zone-label"
          searchable
          maw={320}
          limit={60}
          data={zones}
          value={timeZone}
          nothingFoundMessage={t("profile.noZone")}
          description={t("profile.now", { time: format.dateTime(Date.now()) })}
          inputWrapperOrder={["label", "input", "description", "error"]}
          onChange={(zone) => zone && preferences.set({ timeZone: zone })}
        />
      </div>
    </Section>
  );
}
