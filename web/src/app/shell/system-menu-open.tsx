import { Menu } from "@mantine/core";
import { IconCheck, IconLayoutGrid } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type System, useMaybeMe } from "@/shared/access";
import { useTranslation } from "@/shared/text";
import { offeredTo } from "../features";
import { SystemButton } from "./system-menu";

/** The systems this account may use, and all of them at a glance. */
export default function SystemMenuOpen({ system }: { system: System | undefined }) {
  const { t } = useTranslation("app");
  const me = useMaybeMe();
  const systems = offeredTo(me);
  return (
    <Menu defaultOpened position="bottom-start" width={260}>
      <Menu.Target>
        <SystemButton system={system} />
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
