import { ActionIcon, Indicator } from "@mantine/core";
import { IconBell } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ComponentProps } from "react";
import { usePreferences } from "@/shared/preferences";
import { useTranslation } from "@/shared/text";
import { whenAsked } from "@/shared/ui/when-asked";
import { latestQuery, unreadOf } from "./api";
import classes from "./bell.module.css";

export function BellButton({
  unread,
  ...rest
}: { unread: number } & Omit<ComponentProps<"button">, "color" | "size">) {
  const { t } = useTranslation("menu", { keyPrefix: "notifications" });
  return (
    <Indicator
      label={unread > 99 ? "99+" : unread}
      size={16}
      offset={8}
      disabled={unread === 0}
      color="red"
      classNames={{ indicator: classes.indicator }}
    >
      <ActionIcon
        size={40}
        aria-label={unread > 0 ? t("bellCount", { count: unread }) : t("bell")}
        aria-haspopup="dialog"
        {...rest}
      >
        <IconBell size={20} stroke={1.5} />
      </ActionIcon>
    </Indicator>
  );
}

const Opened = whenAsked<{ unread: number }>(
  () => import("./bell-open"),
  ({ unread }, handlers) => <BellButton unread={unread} {...handlers} />,
);

/** The live count of unread notices; pressed, the latest of them. */
export function Bell() {
  const { language } = usePreferences();
  const notices = useQuery(latestQuery(language));
  return <Opened unread={unreadOf(notices.data)} />;
}
