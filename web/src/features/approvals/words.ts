import { usePreferences } from "@/shared/preferences";
import { useTranslation } from "@/shared/text";

/**
 * The server explains itself in Korean; a screen in another language says `otherwise`, which stands for the
 * same thing without the particulars.
 */
export function useServerWords(): (said: string | null | undefined, otherwise: string) => string {
  const { language } = usePreferences();
  return (said, otherwise) => (said && language === "ko" ? said : otherwise);
}

/** Why somebody stands in a line: in the server's words, or by the name of the rule. Nothing where nobody said. */
export function useWhy(): (step: { why?: string | null; whyRule?: string | null }) => string {
  const { t } = useTranslation("approvals");
  const say = useServerWords();
  return ({ why, whyRule }) =>
    why ? say(why, whyRule ? t(`why.${whyRule}`, { defaultValue: t("why.rule") }) : t("why.chosen")) : "";
}
