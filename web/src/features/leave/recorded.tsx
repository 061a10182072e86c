import { useTranslation } from "@/shared/text";

/** Words of the ledger as they were written down; they are Korean and say so to readers of the screen. */
export function Recorded({ children }: { children: string }) {
  const { i18n } = useTranslation("leave");
  return <span lang={i18n.language === "ko" ? undefined : "ko"}>{children}</span>;
}

/** The article a line rests on: `근로기준법 제60조제1항` · `Labour Standards Act art. 60(1)`. */
export function Article({ of }: { of: string }) {
  const { t, i18n } = useTranslation("leave");
  if (i18n.language === "ko") return of;
  const acts = Object.entries(t("act", { returnObjects: true }) as unknown as Record<string, string>);
  const named = acts.reduce((text, [korean, name]) => text.replaceAll(korean, name), of);
  return named
    .replace(/제(\d+)조(?:제(\d+)항)?/g, (_, article, clause) =>
      clause ? t("articleClause", { article, clause }) : t("article", { article }),
    )
    .replaceAll("·", ", ");
}
