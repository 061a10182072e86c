import { useTranslation } from "@/shared/text";

/** Words of the ledger as they were written down; they are Korean and say so to readers of the screen. */
export function Recorded({ children }: { children: string }) {
  const { i18n } = useTranslation("leave");
  return <span lang={i18n.language === "ko" ? undefined : "ko"}>{children}</span>;
}
