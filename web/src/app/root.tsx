import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useMemo } from "react";
import { OfferedSystems, systemAt } from "@/shared/access";
import { usePreferences } from "@/shared/preferences";
import { useTranslation } from "@/shared/text";
import { themeFor, tokens } from "@/shared/theme/theme";
import { useToastsWanted } from "@/shared/ui/toast";
import { OFFERED } from "./features";
import { styleNonce } from "./nonce";

const Toasts = lazy(() => import("./toasts"));
const schemes = localStorageColorSchemeManager({ key: "maru.scheme" });

/** The outermost component: theme with the accent of the present system, toasts, and the page. */
export function Root() {
  const system = useRouterState({ select: (state) => systemAt(state.location.pathname)?.name });
  const theme = useMemo(() => themeFor(system), [system]);
  const toasts = useToastsWanted();
  const { t } = useTranslation("app");
  const { language } = usePreferences();
  useEffect(() => {
    document.documentElement.dataset.system = system ?? "none";
  }, [system]);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={tokens}
      colorSchemeManager={schemes}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
    >
      <a className="skip-link" href="#content" lang={language}>
        {t("skip")}
      </a>
      <OfferedSystems value={OFFERED}>
        <Outlet />
      </OfferedSystems>
      {toasts && (
        <Suspense fallback={null}>
          <Toasts />
        </Suspense>
      )}
    </MantineProvider>
  );
}
