import { lazy, Suspense, useState } from "react";
import { useKeys } from "@/shared/keyboard";
import { useTranslation } from "@/shared/text";

const Sheet = lazy(() => import("./keyboard-sheet"));

/** Lists the keys of the present screen on `?`. Stands once, in the shell. */
export function KeyboardHelp() {
  const { t } = useTranslation("shared");
  const [opened, setOpened] = useState<boolean | null>(null);
  useKeys(t("keys.global"), [{ key: "?", label: t("keys.help"), run: () => setOpened(true) }]);
  if (opened === null) return null;
  return (
    <Suspense fallback={null}>
      <Sheet opened={opened} onClose={() => setOpened(false)} />
    </Suspense>
  );
}
