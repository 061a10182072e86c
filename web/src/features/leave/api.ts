import { queryOptions } from "@tanstack/react-query";
import { type CallOptions, cursorQuery } from "@/shared/api";
import {
  type CancelAsk,
  deleteErpHolidaysById,
  getErpHolidays,
  getErpLeaveBalances,
  getErpLeaveBalancesTeam,
  getErpLeaveCalendar,
  getErpLeaveCorrections,
  getErpLeaveLedger,
  getErpLeaveRequests,
  type NewHoliday,
  type NewRequest,
  postErpHolidays,
  postErpLeaveCorrectionsByIdDecisions,
  postErpLeavePreview,
  postErpLeaveRequests,
  postErpLeaveRequestsByIdCancelDocument,
  postErpLeaveSimulate,
  type SimulateAsk,
} from "@/shared/api/schema.gen";

export type {
  Absence,
  Bucket,
  BucketBalance,
  CalendarDay,
  Expiring,
  HolidayKind,
  HolidayView,
  LeaveBalance,
  LeavePreview,
  LeaveState,
  LedgerLine,
  NewHoliday,
  NewRequest,
  Proposal,
  RequestView,
  SimulateAnswer,
  SimulateAsk,
  TeamBalance,
  Unit,
} from "@/shared/api/schema.gen";

/** Without `employeeId` one's own. */
export const balanceQuery = (employeeId?: number) =>
  queryOptions({
    queryKey: ["leave", "balance", employeeId ?? "me"],
    queryFn: ({ signal }) => getErpLeaveBalances({ employeeId }, { signal }),
  });

export const ledgerQuery = (employeeId?: number) =>
  cursorQuery(["leave", "ledger", employeeId ?? "me"], (cursor, signal) =>
    getErpLeaveLedger({ employeeId, cursor, limit: 50 }, { signal }),
  );

export const requestsQuery = (employeeId?: number) =>
  cursorQuery(["leave", "requests", employeeId ?? "me"], (cursor, signal) =>
    getErpLeaveRequests({ employeeId, cursor, limit: 30 }, { signal }),
  );

/** Who is away from `from` to `to`, both included; at most 62 days. */
export const calendarQuery = (from: string, to: string, department?: string) =>
  queryOptions({
    queryKey: ["leave", "calendar", from, to, department ?? ""],
    queryFn: async ({ signal }) => (await getErpLeaveCalendar({ from, to, department }, { signal })).days,
    staleTime: 30_000,
  });

export const teamBalancesQuery = (department?: string) =>
  cursorQuery(["leave", "team", department ?? ""], (cursor, signal) =>
    getErpLeaveBalancesTeam({ department, cursor, limit: 50 }, { signal }),
  );

export const holidaysQuery = (year: number) =>
  queryOptions({
    queryKey: ["leave", "holidays", year],
    queryFn: ({ signal }) => getErpHolidays({ year }, { signal }),
  });

/** What HR has to decide since holidays or attendance changed. */
export const proposalsQuery = queryOptions({
  queryKey: ["leave", "proposals"],
  queryFn: ({ signal }) => getErpLeaveCorrections({ state: "OPEN", limit: 50 }, { signal }),
});

/** Counts and weighs; writes nothing. */
export const previewQuery = (body: NewRequest) =>
  queryOptions({
    queryKey: ["leave", "preview", body],
    queryFn: ({ signal }) => postErpLeavePreview({ body }, { signal }),
    staleTime: 10_000,
  });

export const simulateQuery = (body: SimulateAsk) =>
  queryOptions({
    queryKey: ["leave", "simulate", body],
    queryFn: ({ signal }) => postErpLeaveSimulate({ body }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const request = (body: NewRequest, o: CallOptions) => postErpLeaveRequests({ body }, o);
export const cancelRequest = (id: number, body: CancelAsk, o: CallOptions) =>
  postErpLeaveRequestsByIdCancelDocument({ id, body }, o);
export const addHoliday = (body: NewHoliday, o: CallOptions) => postErpHolidays({ body }, o);
export const removeHoliday = (id: number, o: CallOptions) => deleteErpHolidaysById({ id }, o);
export const decideProposal = (id: number, action: "APPLY" | "DISMISS", o: CallOptions) =>
  postErpLeaveCorrectionsByIdDecisions({ id, body: { action } }, o);
