import { SegmentedControl, Select, useMantineColorScheme } from "@mantine/core";
import { useMemo } from "react";
import { useFormat } from "@/shared/format";
import { COMPANY_ZONE, type Language, preferences, usePreferences } from "@/shared/preferences";
import { changeLanguage, useTranslation } from "@/shared/text";
import { Section } from "@/shared/ui";
import { type Scheme, saveProfile } from "./api";
import classes from "./profile.module.css";

const keep = (part: Parameters<typeof saveProfile>[0]) => void saveProfile(part).catch(() => undefined);

/** Language, theme and time zone; effective at once and taken along to other devices. */
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
            data={(["ko", "en"] as const).map((value) => ({
              value,
              label: <span lang={value}>{t(`language.${value}`)}</span>,
            }))}
            onChange={(value) => {
              void changeLanguage(value as Language);
              keep({ locale: value });
            }}
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
            onChange={(value) => {
              setColorScheme(value as Scheme);
              keep({ theme: value as Scheme });
            }}
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
          onChange={(zone) => {
            if (!zone) return;
            preferences.set({ timeZone: zone });
            keep({ timeZone: zone });
          }}
        />
      </div>
    </Section>
  );
}
