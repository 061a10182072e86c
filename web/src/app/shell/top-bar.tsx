import { ActionIcon, UnstyledButton } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { Bell } from "@/features/notifications/bell";
import { hears, type System, useMaybeMe } from "@/shared/access";
import { useTranslation } from "@/shared/text";
import { Keys } from "@/shared/ui/keys";
import { PersonMenu } from "./person-menu";
import { SystemMenu } from "./system-menu";
import classes from "./top-bar.module.css";

/** 56 px: which system, search, notices, and the person. */
export function TopBar({ system, onSearch }: { system: System | undefined; onSearch: () => void }) {
  const { t } = useTranslation("app");
  const me = useMaybeMe();
  return (
    <header className={classes.bar}>
      <SystemMenu system={system} />
      <UnstyledButton className={classes.search} onClick={onSearch}>
        <IconSearch size={16} stroke={1.5} aria-hidden />
        <span className={classes.searchText}>{t("palette.placeholder")}</span>
        <Keys of="mod+k" />
      </UnstyledButton>
      <div className={classes.right}>
        <ActionIcon className={classes.searchSmall} aria-label={t("palette.open")} onClick={onSearch}>
          <IconSearch size={20} stroke={1.5} />
        </ActionIcon>
        {hears(me) && <Bell />}
        <PersonMenu me={me} />
      </div>
    </header>
  );
}
