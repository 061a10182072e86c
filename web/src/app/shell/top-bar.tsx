import { ActionIcon, Menu, UnstyledButton } from "@mantine/core";
import { IconCheck, IconChevronDown, IconLayoutGrid, IconSearch } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { Bell } from "@/features/notifications/bell";
import { type System, systemsFor, useMaybeMe } from "@/shared/access";
import { useTranslation } from "@/shared/text";
import { Keys } from "@/shared/ui/keyboard-help";
import { PersonMenu } from "./person-menu";
import classes from "./top-bar.module.css";

function SystemSwitcher({ system }: { system: System | undefined }) {
  const { t } = useTranslation("app");
  const me = useMaybeMe();
  const systems = systemsFor(me);
  return (
    <Menu position="bottom-start" width={260}>
      <Menu.Target>
        <UnstyledButton className={classes.switcher} aria-label={t("shell.switch")}>
          <svg viewBox="0 0 32 32" className={classes.logo} aria-hidden="true">
            <rect width="32" height="32" rx="8" />
            <path d="M8 23V11l8 6 8-6v12" />
          </svg>
          <span className={classes.name}>
            {system ? t(`system.${system.name}.name`) : t("shell.product")}
          </span>
          <IconChevronDown size={14} stroke={1.5} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {systems.map((one) => {
          const Mark = one.icon;
          return (
            <Menu.Item
              key={one.name}
              component={Link}
              to={one.home}
              leftSection={<Mark size={18} stroke={1.5} aria-hidden />}
              rightSection={one.name === system?.name && <IconCheck size={16} stroke={1.5} aria-hidden />}
            >
              {t(`system.${one.name}.name`)}
            </Menu.Item>
          );
        })}
        {systems.length > 0 && <Menu.Divider />}
        <Menu.Item
          component={Link}
          to="/"
          leftSection={<IconLayoutGrid size={18} stroke={1.5} aria-hidden />}
        >
          {t("shell.launcher")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** 56 px: which system, search, notices, and the person. */
export function TopBar({ system, onSearch }: { system: System | undefined; onSearch: () => void }) {
  const { t } = useTranslation("app");
  const me = useMaybeMe();
  return (
    <header className={classes.bar}>
      <SystemSwitcher system={system} />
      <UnstyledButton className={classes.search} onClick={onSearch}>
        <IconSearch size={16} stroke={1.5} aria-hidden />
        <span className={classes.searchText}>{t("palette.placeholder")}</span>
        <Keys of="mod+k" />
      </UnstyledButton>
      <div className={classes.right}>
        <ActionIcon className={classes.searchSmall} aria-label={t("palette.open")} onClick={onSearch}>
          <IconSearch size={20} stroke={1.5} />
        </ActionIcon>
        {me && <Bell />}
        <PersonMenu me={me} />
      </div>
    </header>
  );
}
