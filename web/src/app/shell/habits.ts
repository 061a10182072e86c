import { useMantineColorScheme } from "@mantine/core";
import { useEffect } from "react";
import type { Me } from "@/shared/access";
import { COMPANY_ZONE, preferences } from "@/shared/preferences";
import { changeLanguage } from "@/shared/text";

/**
 * Brings the choices made on another device along. A choice made on this one wins, and so does what this
 * browser prefers over a default nobody chose.
 */
export function Habits({ me }: { me: Me }): null {
  const { setColorScheme } = useMantineColorScheme();
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per person.
  useEffect(() => {
    const { locale, theme, timeZone } = me;
    if (locale === "en" && !preferences.chosen("language")) void changeLanguage("en");
    if (timeZone && timeZone !== COMPANY_ZONE && !preferences.chosen("timeZone"))
      preferences.set({ timeZone });
    if ((theme === "light" || theme === "dark") && !preferences.chosen("scheme")) setColorScheme(theme);
  }, [me.id]);
  return null;
}
