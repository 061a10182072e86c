import { Menu, useMantineColorScheme } from "@mantine/core";
import { IconDevices, IconLogout, IconUser, IconWorld } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type Scheme, saveProfile } from "@/features/identity/api";
import type { Me } from "@/shared/access";
import { type Language, usePreferences } from "@/shared/preferences";
import { changeLanguage, useTranslation } from "@/shared/text";
import { useSignOut } from "../sign-out";
import { PersonButton } from "./person-menu";
import classes from "./person-menu.module.css";

const SCHEMES = ["light", "dark", "auto"] as const;
const LANGUAGES: readonly Language[] = ["ko", "en"];

/** Language, theme, time zone, sessions and the way out. */
export default function PersonMenuOpen({ me }: { me: Me }) {
  const { t } = useTranslation("app");
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { language, timeZone } = usePreferences();
  const speak = async (chosen: Language) => {
    await changeLanguage(chosen);
    await saveProfile({ locale: chosen }).catch(() => undefined);
  };
  const paint = (chosen: Scheme) => {
    setColorScheme(chosen);
    void saveProfile({ theme: chosen }).catch(() => undefined);
  };
  const leave = useSignOut();
  return (
    <Menu defaultOpened position="bottom-end" width={248} closeOnItemClick={false}>
      <Menu.Target>
        <PersonButton name={me.name} />
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.who}>
          <strong>{me.name}</strong>
          <span>{me.email}</span>
        </div>
        <Menu.Divider />
        <Menu.Item
          component={Link}
          to="/profile"
          closeMenuOnClick
          leftSection={<IconUser size={16} stroke={1.5} />}
        >
          {t("person.profile")}
        </Menu.Item>
        <Menu.Item
          component={Link}
          to="/profile"
          hash="sessions"
          closeMenuOnClick
          leftSection={<IconDevices size={16} stroke={1.5} />}
        >
          {t("person.sessions")}
        </Menu.Item>
        <Menu.Item
          component={Link}
          to="/profile"
          hash="time-zone"
          closeMenuOnClick
          leftSection={<IconWorld size={16} stroke={1.5} />}
          rightSection={
            <span className={classes.note}>{timeZone.split("/").at(-1)?.replaceAll("_", " ")}</span>
          }
        >
          {t("person.timeZone")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t("person.language")}</Menu.Label>
        <Menu.RadioGroup value={language} onChange={(value) => void speak(value as Language)}>
          {LANGUAGES.map((one) => (
            <Menu.RadioItem key={one} value={one} lang={one}>
              {t(`language.${one}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Label>{t("person.theme")}</Menu.Label>
        <Menu.RadioGroup value={colorScheme} onChange={(value) => paint(value as Scheme)}>
          {SCHEMES.map((one) => (
            <Menu.RadioItem key={one} value={one}>
              {t(`theme.${one}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item
          closeMenuOnClick
          leftSection={<IconLogout size={16} stroke={1.5} />}
          onClick={() => void leave()}
        >
          {t("person.signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
