import { UnstyledButton } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import type { ComponentProps } from "react";
import type { System } from "@/shared/access";
import { useTranslation } from "@/shared/text";
import { whenAsked } from "@/shared/ui/when-asked";
import classes from "./top-bar.module.css";

export function SystemButton({
  system,
  className = "",
  ...rest
}: { system: System | undefined } & ComponentProps<"button">) {
  const { t } = useTranslation("app");
  const name = system ? t(`system.${system.name}.name`) : t("shell.product");
  return (
    <UnstyledButton
      className={`${classes.switcher} ${className}`}
      aria-label={`${name}, ${t("shell.switch")}`}
      aria-haspopup="menu"
      {...rest}
    >
      <svg viewBox="0 0 32 32" className={classes.logo} aria-hidden="true">
        <rect width="32" height="32" rx="8" />
        <path d="M8 23V11l8 6 8-6v12" />
      </svg>
      <span className={classes.name}>{name}</span>
      <IconChevronDown size={14} stroke={1.5} aria-hidden />
    </UnstyledButton>
  );
}

/** Shows the present system and switches to another. */
export const SystemMenu = whenAsked<{ system: System | undefined }>(
  () => import("./system-menu-open"),
  ({ system }, handlers) => <SystemButton system={system} {...handlers} />,
);
