/** What is typed into a number, without separators and what no number has. */
export const digitsOf = (text: string): string => text.replace(/[^\d.-]/g, "");

/** The same text with thousands separators; an unfinished fraction stays as it is. */
export function grouped(text: string): string {
  const match = /^(-?)(\d+)(\..*)?$/.exec(text);
  if (!match) return text;
  const [, sign = "", whole = "", fraction = ""] = match;
  return sign + whole.replace(/\B(?=(\d{3})+$)/g, ",") + fraction;
}

/** Where the caret belongs in `shown` so that as many characters other than separators stand before it. */
export function caretIn(shown: string, before: number): number {
  let at = 0;
  for (let seen = 0; at < shown.length && seen < before; at++) if (shown[at] !== ",") seen++;
  return at;
}
