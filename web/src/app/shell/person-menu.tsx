import { Avatar, Button, UnstyledButton } from "@mantine/core";
import { Link, useRouterState } from "@tanstack/react-router";
import type { ComponentProps } from "react";
import type { Me } from "@/shared/access";
import { useTranslation } from "@/shared/text";
import { whenAsked } from "@/shared/ui/when-asked";
import classes from "./person-menu.module.css";

export function PersonButton({ name, className = "", ...rest }: { name: string } & ComponentProps<"button">) {
  const { t } = useTranslation("app");
  return (
    <UnstyledButton
      className={`${classes.target} ${className}`}
      aria-label={t("person.menu", { name })}
      aria-haspopup="menu"
      {...rest}
    >
      <Avatar size={32} radius="xl" variant="light" aria-hidden>
        {name.slice(0, 1)}
      </Avatar>
    </UnstyledButton>
  );
}

const Opened = whenAsked<{ me: Me }>(
  () => import("./person-menu-open"),
  ({ me }, handlers) => <PersonButton name={me.name} {...handlers} />,
);

/** The person's own menu; a sign-in button for visitors. */
export function PersonMenu({ me }: { me: Me | null }) {
  const { t } = useTranslation("app");
  const href = useRouterState({ select: (state) => state.location.href });
  if (me) return <Opened me={me} />;
  return (
    <Button component={Link} to="/sign-in" search={{ next: href } as never} size="xs">
      {t("person.signIn")}
    </Button>
  );
}
