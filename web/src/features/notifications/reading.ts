import { useQueryClient } from "@tanstack/react-query";
import { type ProblemError, useCommand } from "@/shared/api";
import { ALL, ackNotices, latestNotices, markNotice, type StoredNotice } from "./api";
import { showRead } from "./inbox";

/** Read marks, shown at once; what the server refuses is shown as it is again. */
export function useReading(): {
  readOne: (notice: StoredNotice) => void;
  /** Everything up to a number: what arrives meanwhile stays unread. */
  readUpTo: (seq: number) => void;
  error: ProblemError | null;
} {
  const queries = useQueryClient();
  const asIs = () => queries.invalidateQueries({ queryKey: ALL });
  const settle = () => queries.invalidateQueries({ queryKey: latestNotices });
  const all = useCommand((seq: number, call) => ackNotices(seq, call), { onSuccess: settle, onError: asIs });
  return {
    // Not a command of the page: the next notice may be read while the mark of the last is on its way.
    readOne(notice) {
      if (notice.read) return;
      showRead(queries, (seq) => seq === notice.seq, 1);
      void markNotice(notice.seq).then(settle, asIs);
    },
    readUpTo(upTo) {
      showRead(queries, (seq) => seq <= upTo, Number.POSITIVE_INFINITY);
      all.run(upTo);
    },
    error: all.error,
  };
}
