import type { Kind, PreferencesAsk, PreferencesView } from "./api";

/** What stands in the form: the hours stay there while they are switched off. */
export interface Wish {
  muted: Kind[];
  quiet: boolean;
  begin: string;
  end: string;
}

const EVENING = "22:00";
const MORNING = "07:00";

export const wishOf = ({ muted, quietHours }: PreferencesView): Wish => ({
  muted: [...muted],
  quiet: quietHours !== null,
  begin: quietHours?.begin ?? EVENING,
  end: quietHours?.end ?? MORNING,
});

export const askOf = ({ muted, quiet, begin, end }: Wish): PreferencesAsk => ({
  muted: [...muted].sort(),
  quietHours: quiet ? { begin, end } : null,
});

export const changed = (wish: Wish, known: PreferencesView): boolean =>
  JSON.stringify(askOf(wish)) !== JSON.stringify(askOf(wishOf(known)));

/** Which of the hours cannot be, if any. */
export function wrongClock({ quiet, begin, end }: Wish): "begin" | "end" | "same" | undefined {
  if (!quiet) return undefined;
  if (!begin) return "begin";
  if (!end) return "end";
  return begin === end ? "same" : undefined;
}
