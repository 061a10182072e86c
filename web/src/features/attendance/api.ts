import { queryOptions } from "@tanstack/react-query";
import { type CallOptions, cursorQuery } from "@/shared/api";
import {
  getErpAttendanceCorrections,
  getErpAttendanceDays,
  type MonthView,
  type NewCorrection,
  postErpAttendanceCheckIns,
  postErpAttendanceCheckOuts,
  postErpAttendanceCorrections,
  postErpAttendanceCorrectionsByIdDecisions,
  postErpAttendanceCorrectionsByIdRecall,
} from "@/shared/api/schema.gen";

export type { Correction, DayState, DayView, MonthView, NewCorrection } from "@/shared/api/schema.gen";
export type Progress = MonthView["progress"];

/** Without `employeeId` one's own days, without `month` the present one. */
export const monthQuery = (employeeId?: number, month?: string) =>
  queryOptions({
    queryKey: ["attendance", "month", employeeId ?? "me", month ?? "present"],
    queryFn: ({ signal }) => getErpAttendanceDays({ employeeId, month }, { signal }),
  });

export const correctionsQuery = (filter: { employeeId?: number; deciding?: boolean; state?: "PENDING" }) =>
  cursorQuery(["attendance", "corrections", filter], (cursor, signal) =>
    getErpAttendanceCorrections(
      { ...filter, cursor: cursor === undefined ? undefined : Number(cursor), limit: 50 },
      { signal },
    ),
  );

/** What waits for the caller's decision, the first fifty. */
export const decidingQuery = queryOptions({
  queryKey: ["attendance", "deciding"],
  queryFn: ({ signal }) => getErpAttendanceCorrections({ deciding: true, limit: 50 }, { signal }),
});

export const checkIn = (o: CallOptions) => postErpAttendanceCheckIns(o);
export const checkOut = (o: CallOptions) => postErpAttendanceCheckOuts(o);

export const askCorrection = (body: NewCorrection, o: CallOptions) =>
  postErpAttendanceCorrections({ body }, o);

export const decideCorrection = (
  id: number,
  body: { action: "APPROVE" | "REJECT"; comment?: string },
  o: CallOptions,
) => postErpAttendanceCorrectionsByIdDecisions({ id, body }, o);

export const recallCorrection = (id: number, o: CallOptions) =>
  postErpAttendanceCorrectionsByIdRecall({ id }, o);
