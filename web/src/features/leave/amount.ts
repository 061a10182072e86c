import type { LedgerLine, RequestView, Unit } from "./api";

/** A ledger line's days, with the length of a working day as the account says it. */
export const daysOf = (line: Pick<LedgerLine, "minutes">, dayMinutes: number): number =>
  Math.round((line.minutes / dayMinutes) * 10_000) / 10_000;

export const PARTIAL: readonly Unit[] = ["HALF_AM", "HALF_PM", "QUARTER"];

/** The days of a settled leave that may still be given back: for oneself those that are not over. */
export const cancellable = (leave: RequestView, today: string, hr: boolean): string[] =>
  leave.state === "SETTLED"
    ? leave.counted
        .filter((day) => (day.end ?? 0) > (day.begin ?? 0) && (hr || day.date >= today))
        .map((day) => day.date)
    : [];

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const BY_DOCUMENT = new Set(["RESERVE", "RELEASE", "USE", "CANCEL"]);

/** The document behind a ledger line; adjustments by hand carry a key of their own there. */
export const documentOf = (line: LedgerLine): string | null =>
  line.documentId && BY_DOCUMENT.has(line.kind) && UUID.test(line.documentId) ? line.documentId : null;
