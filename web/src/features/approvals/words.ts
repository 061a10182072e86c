import { usePreferences } from "@/shared/preferences";

/**
 * The server explains itself in Korean; a screen in another language says `otherwise`, which stands for the
 * same thing without the particulars.
 */
export function useServerWords(): (said: string | null | undefined, otherwise: string) => string {
  const { language } = usePreferences();
  return (said, otherwise) => (said && language === "ko" ? said : otherwise);
}
