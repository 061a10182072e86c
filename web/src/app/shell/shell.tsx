import { IconKey } from "@tabler/icons-react";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { hears, systemAt, useMaybeMe } from "@/shared/access";
import { useKeys } from "@/shared/keyboard";
import { useTranslation } from "@/shared/text";
import { OfflineBanner } from "@/shared/ui";
import { KeyboardHelp } from "@/shared/ui/keyboard-help";
import { menuOf } from "../features";
import { BottomBar } from "./bottom-bar";
import { useCounts } from "./counts";
import { Habits } from "./habits";
import { LiveLine } from "./live-line";
import classes from "./shell.module.css";
import { SideBar } from "./side-bar";
import { TopBar } from "./top-bar";

const Palette = lazy(() => import("./palette"));

/** Top bar, side bar of the present system (bottom bar on phones), banner, and the page. */
export function Shell() {
  const { t } = useTranslation("app");
  const me = useMaybeMe();
  const system = useRouterState({ select: (state) => systemAt(state.location.pathname) });
  const [searching, setSearching] = useState(false);
  const [asked, setAsked] = useState(false);
  const entries = system ? menuOf(system.name, me) : [];
  const counts = useCounts(system?.name, me);
  const search = () => {
    setAsked(true);
    setSearching(true);
  };
  useKeys(t("palette.keys"), [
    { key: "mod+k", label: t("palette.open"), run: search, always: true },
    { key: "/", label: t("palette.open"), run: search, silent: true },
  ]);
  return (
    <div className={classes.shell} data-side={entries.length > 0 || undefined}>
      <TopBar system={system} onSearch={search} />
      {entries.length > 0 && <SideBar entries={entries} counts={counts} />}
      <div className={classes.body}>
        <OfflineBanner />
        {me?.mustChangePassword && (
          <Link to="/profile" hash="password" className={classes.duty}>
            <IconKey size={18} stroke={1.5} aria-hidden />
            {t("shell.oneTimePassword")}
          </Link>
        )}
        <main id="content" className={classes.main} tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      {entries.length > 0 && <BottomBar entries={entries} counts={counts} />}
      {me && hears(me) && <LiveLine me={me} />}
      {me && <Habits me={me} />}
      <KeyboardHelp />
      {asked && (
        <Suspense fallback={null}>
          <Palette opened={searching} onClose={() => setSearching(false)} system={system?.name} me={me} />
        </Suspense>
      )}
    </div>
  );
}
