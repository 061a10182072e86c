import { queryOptions } from "@tanstack/react-query";
import { type CallOptions, cursorQuery, seg, send } from "@/shared/api";
import type {
  AttachmentList,
  BatchItem,
  BatchResults,
  Box,
  BoxPage,
  CommentPage,
  CommentView,
  DecisionAsk,
  DelegationAsk,
  DelegationPage,
  DelegationView,
  DocumentPatch,
  DocumentReceipt,
  DocumentView,
  Form,
  FormList,
  History,
  LineAsk,
  NewDocument,
  Preflight,
  Reassignment,
  ReassignmentAsk,
  ViewerAction,
} from "@/shared/api/schema.gen";

export type {
  AttachmentView,
  BatchResult,
  Box,
  BoxItem,
  Check,
  CommentView,
  DecisionAsk,
  DelegationAsk,
  DelegationView,
  DocumentPatch,
  DocumentReceipt,
  DocumentState,
  DocumentView,
  Finding,
  Form,
  FormField,
  Grade,
  GroupView,
  LeaveForecast,
  LineView,
  MoveView,
  Preflight,
  Reassignment,
  ReassignmentItem,
  StepForecast,
  StepView,
  TraceView,
  ViewerAction,
  ViewerView,
} from "@/shared/api/schema.gen";

const V2 = "/api/v2/erp";
const documentPath = (id: string) => `${V2}/documents/${seg(id)}`;

export type Action = DecisionAsk["action"];

/** What a list of papers can be narrowed by; the names of `GET /search`. */
export interface SearchQuery {
  q?: string;
  number?: string;
  formId?: string;
  drafterId?: string;
  approverId?: string;
  state?: string;
  from?: string;
  to?: string;
  minAmount?: string;
  maxAmount?: string;
}

/** Everything this feature has read lies under this key. */
export const ALL = ["approvals"] as const;

export const boxQuery = (box: Box, limit: number) =>
  cursorQuery([...ALL, "box", box, limit], (cursor, signal) =>
    send<BoxPage>("GET", `${V2}/boxes/${box}`, undefined, { limit, cursor }, { signal }),
  );

export const searchQuery = (query: SearchQuery) =>
  cursorQuery([...ALL, "search", query], (cursor, signal) => searchPage(query, 50, cursor, signal));

export const searchPage = (query: SearchQuery, limit: number, cursor?: string, signal?: AbortSignal) =>
  send<BoxPage>("GET", `${V2}/search`, undefined, { ...query, limit, cursor }, { signal });

export const documentQuery = (id: string) =>
  queryOptions({
    queryKey: [...ALL, "document", id],
    queryFn: ({ signal }) => send<DocumentView>("GET", documentPath(id), undefined, undefined, { signal }),
  });

export const historyQuery = (id: string) =>
  queryOptions({
    queryKey: [...ALL, "document", id, "history"],
    queryFn: ({ signal }) =>
      send<History>("GET", `${documentPath(id)}/history`, undefined, undefined, { signal }),
  });

export const commentsQuery = (id: string) =>
  cursorQuery<CommentView>([...ALL, "document", id, "comments"], (cursor, signal) =>
    send<CommentPage>("GET", `${documentPath(id)}/comments`, undefined, { limit: 50, cursor }, { signal }),
  );

export const attachmentsQuery = (id: string) =>
  queryOptions({
    queryKey: [...ALL, "document", id, "attachments"],
    queryFn: ({ signal }) =>
      send<AttachmentList>("GET", `${documentPath(id)}/attachments`, undefined, undefined, { signal }),
  });

export const formsQuery = queryOptions({
  queryKey: [...ALL, "forms"],
  queryFn: ({ signal }) => send<FormList>("GET", `${V2}/forms`, undefined, undefined, { signal }),
  staleTime: 10 * 60_000,
});

/** A published version never changes, so one reading is enough. */
export const formQuery = (id: string, version: number) =>
  queryOptions({
    queryKey: ["approval-form", id, version],
    queryFn: ({ signal }) =>
      send<Form>("GET", `${V2}/forms/${seg(id)}/versions/${version}`, undefined, undefined, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const createDocument = (body: NewDocument, o?: CallOptions) =>
  send<DocumentReceipt>("POST", `${V2}/documents`, body, undefined, o);

export const patchDocument = (id: string, body: DocumentPatch, o: CallOptions) =>
  send<DocumentReceipt>("PATCH", documentPath(id), body, undefined, o);

export const discardDocument = (id: string, o: CallOptions) =>
  send<void>("DELETE", documentPath(id), undefined, undefined, o);

/** `PUT` puts the line of a draft, `PATCH` the part of a submitted one that has not begun. */
export const putLine = (id: string, body: LineAsk, o: CallOptions) =>
  send<DocumentReceipt>("PUT", `${documentPath(id)}/line`, body, undefined, o);

export const patchLine = (id: string, body: LineAsk, o: CallOptions) =>
  send<DocumentReceipt>("PATCH", `${documentPath(id)}/line`, body, undefined, o);

export const autoLine = (id: string, o: CallOptions) =>
  send<DocumentReceipt>("PUT", `${documentPath(id)}/line/auto`, undefined, undefined, o);

/** Writes nothing, so it is a query whatever its method says. */
export const preflightQuery = (id: string, of: unknown) =>
  queryOptions({
    queryKey: ["approval-preflight", id, of],
    queryFn: ({ signal }) =>
      send<Preflight>("POST", `${documentPath(id)}/preflight`, undefined, undefined, { signal }),
  });

/** The moves of a drafter that need no words: `submit`, `redraft`, `copy`. */
export const moveDocument = (id: string, move: "submit" | "redraft" | "copy", o: CallOptions) =>
  send<DocumentReceipt>("POST", `${documentPath(id)}/${move}`, {}, undefined, o);

export const recallDocument = (id: string, reason: string, o: CallOptions) =>
  send<DocumentReceipt>("POST", `${documentPath(id)}/recall`, { reason }, undefined, o);

export const decide = (id: string, body: DecisionAsk, o: CallOptions) =>
  send<DocumentReceipt>("POST", `${documentPath(id)}/decisions`, body, undefined, o);

export const decideMany = (items: BatchItem[], o: CallOptions) =>
  send<BatchResults>("POST", `${V2}/decisions:batch`, { items }, undefined, o);

export const viewDocument = (id: string, viewer: string, body: ViewerAction, o: CallOptions) =>
  send<DocumentReceipt>("POST", `${documentPath(id)}/viewers/${seg(viewer)}`, body, undefined, o);

export const acknowledgeStep = (id: string, step: string, o: CallOptions) =>
  send<DocumentReceipt>("POST", `${documentPath(id)}/steps/${seg(step)}/acknowledge`, {}, undefined, o);

export const addComment = (id: string, text: string, o: CallOptions) =>
  send<CommentView>("POST", `${documentPath(id)}/comments`, { text }, undefined, o);

export const editComment = (id: string, comment: string, text: string, o: CallOptions) =>
  send<CommentView>("PATCH", `${documentPath(id)}/comments/${seg(comment)}`, { text }, undefined, o);

export const hideComment = (id: string, comment: string, o: CallOptions) =>
  send<CommentView>("DELETE", `${documentPath(id)}/comments/${seg(comment)}`, undefined, undefined, o);

export const attachmentPath = (id: string, attachment?: string) =>
  `${documentPath(id)}/attachments${attachment ? `/${seg(attachment)}` : ""}`;

export const detach = (id: string, attachment: string, o: CallOptions) =>
  send<void>("DELETE", attachmentPath(id, attachment), undefined, undefined, o);

export const pdfPath = (id: string) => `${documentPath(id)}/pdf`;

export const markRead = (id: string) => send<void>("POST", `${documentPath(id)}/reads`, {});

export type Side = "giver" | "receiver" | "all";

export const delegationsQuery = (side: Side) =>
  cursorQuery<DelegationView>([...ALL, "delegations", side], (cursor, signal) =>
    send<DelegationPage>("GET", `${V2}/delegations`, undefined, { side, limit: 50, cursor }, { signal }),
  );

export const createDelegation = (body: DelegationAsk, o: CallOptions) =>
  send<DelegationView>("POST", `${V2}/delegations`, body, undefined, o);

export const moveDelegation = (id: string, move: "activate" | "end", o: CallOptions) =>
  send<DelegationView>("POST", `${V2}/delegations/${seg(id)}/${move}`, {}, undefined, o);

export const leaverQuery = (leaverId: number) =>
  queryOptions({
    queryKey: [...ALL, "leaver", leaverId],
    queryFn: ({ signal }) =>
      send<Reassignment>("GET", `${V2}/reassignments`, undefined, { leaverId }, { signal }),
  });

export const reassign = (body: ReassignmentAsk, o: CallOptions) =>
  send<Reassignment>("POST", `${V2}/reassignments`, body, undefined, o);
