import type { Action, DocumentView, GroupView, StepView, ViewerView } from "./api";

export type MoveName =
  | Action
  | "EDIT"
  | "SUBMIT"
  | "DISCARD"
  | "REDRAFT"
  | "COPY"
  | "RECALL"
  | "CHANGE_LINE"
  | "ACKNOWLEDGE"
  | "CONFIRM"
  | "ACCEPT"
  | "ASSIGN"
  | "HANDLE"
  | "SEND_BACK";

/** A button: what may be done and with which step or viewer, or why it may not. */
export interface Move {
  name: MoveName;
  allowed: boolean;
  stepId?: string;
  viewerId?: string;
  reason?: string;
}

export interface Reader {
  id: number;
  departmentId: number | null;
}

/** Done for somebody who waits for it; the first that is allowed is the primary button. */
const LEADING: readonly MoveName[] = [
  "APPROVE",
  "AGREE",
  "POST_REVIEW",
  "HANDLE",
  "ACCEPT",
  "ASSIGN",
  "CONFIRM",
  "ACKNOWLEDGE",
  "REDRAFT",
];

const BESIDE: readonly MoveName[] = [
  "REJECT",
  "DISAGREE",
  "RESUME",
  "HOLD",
  "RETURN",
  "FINAL",
  "EARLY",
  "SEND_BACK",
  "UNDO",
  "RECALL",
];

/** What a draft is for; a submitted paper has no use for these even as grey buttons. */
const DRAFT_ONLY: ReadonlySet<string> = new Set(["SUBMIT", "DISCARD"]);

const VIEWER_MOVES: Record<string, Partial<Record<string, readonly MoveName[]>>> = {
  CC: { ARRIVED: ["CONFIRM"] },
  READ: { ARRIVED: ["CONFIRM"] },
  RECEIVE: {
    ARRIVED: ["ACCEPT", "SEND_BACK"],
    ACCEPTED: ["ASSIGN", "SEND_BACK"],
    ASSIGNED: ["HANDLE", "ASSIGN"],
  },
};

export const stepsOf = (groups: readonly GroupView[]): StepView[] => groups.flatMap((group) => group.steps);

function viewerMoves(viewer: ViewerView, me: Reader): Move[] {
  const member =
    viewer.employeeId === me.id || (viewer.departmentId !== null && viewer.departmentId === me.departmentId);
  const assigned = viewer.assigneeId === me.id;
  return (VIEWER_MOVES[viewer.kind]?.[viewer.state] ?? [])
    .filter((name) => (name === "HANDLE" ? assigned || (member && !viewer.assigneeId) : member))
    .map((name) => ({ name, allowed: true, viewerId: viewer.id }));
}

/** Every move of this reader, once each: where several steps offer the same, the one that is allowed. */
export function movesOf(document: DocumentView, me: Reader): Move[] {
  const found = new Map<MoveName, Move>();
  const put = (move: Move) => {
    const known = found.get(move.name);
    if (!known || (!known.allowed && move.allowed)) found.set(move.name, move);
  };
  for (const move of document.moves) {
    if (document.state !== "DRAFT" && DRAFT_ONLY.has(move.action)) continue;
    put({
      name: move.action as MoveName,
      allowed: move.allowed,
      stepId: move.stepId ?? undefined,
      reason: move.reason ?? undefined,
    });
  }
  for (const step of stepsOf(document.line.groups)) {
    if (step.postReportDue && step.approverId === me.id) {
      put({ name: "ACKNOWLEDGE", allowed: true, stepId: step.id });
    }
  }
  for (const viewer of document.line.viewers) for (const move of viewerMoves(viewer, me)) put(move);
  return [...found.values()];
}

export interface Bar {
  primary: Move | undefined;
  beside: Move[];
  more: Move[];
}

/** Which moves stand in the bar and which behind "more"; `room` is how many buttons fit beside the primary one. */
export function barOf(moves: readonly Move[], room: number): Bar {
  const of = (name: MoveName) => moves.find((move) => move.name === name);
  const leading = LEADING.flatMap((name) => of(name) ?? []);
  const awaited = leading.find(({ name }) => name === "APPROVE" || name === "AGREE");
  const primary = leading.find((move) => move.allowed) ?? awaited;
  const rest = moves.filter((move) => move !== primary);
  const beside = [...LEADING, ...BESIDE]
    .flatMap((name) => rest.find((move) => move.name === name && move.allowed) ?? [])
    .slice(0, room);
  return {
    primary,
    beside: beside.reverse(),
    more: rest.filter((move) => !beside.includes(move)).sort((a, b) => Number(b.allowed) - Number(a.allowed)),
  };
}

/** The steps that a 전단계 반려 by `stepId` may go back to: of the nearest group in which somebody decided. */
export function returnTargets(groups: readonly GroupView[], stepId: string | undefined): StepView[] {
  const at = groups.findIndex((group) => group.steps.some((step) => step.id === stepId));
  for (let place = at; place >= 0; place--) {
    const group = groups[place];
    if (!group || (place === at && group.kind !== "SERIAL")) continue;
    const until = place === at ? group.steps.findIndex((step) => step.id === stepId) : group.steps.length;
    const decided = group.steps
      .slice(0, until)
      .filter((step) => step.state === "APPROVED" || step.state === "DISAGREED");
    if (decided.length > 0) return group.kind === "SERIAL" ? decided.slice(-1) : decided;
  }
  return [];
}

/** The latest decision in the line, to say who was faster. */
export function latestDecision(document: DocumentView): { name: string; at: string } | undefined {
  const last = stepsOf(document.line.groups)
    .filter((step) => step.decidedAt)
    .sort((a, b) => (a.decidedAt ?? "").localeCompare(b.decidedAt ?? ""))
    .at(-1);
  return last?.decidedAt ? { name: last.actedByName ?? last.approverName, at: last.decidedAt } : undefined;
}
