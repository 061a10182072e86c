export type StepRole = "APPROVE" | "AGREE" | "FINANCE_AGREE";
export type GroupKind = "SERIAL" | "PARALLEL" | "QUORUM";

export interface Approver {
  id: number;
  name: string;
  title?: string | null;
  department?: string | null;
  absent?: boolean;
  left?: boolean;
  substitute?: { name: string } | null;
}

export interface LineStep {
  id?: string;
  role: StepRole;
  approver: Approver;
  why?: string | null;
  /** The rule that put the person there, by its key. */
  whyRule?: string | null;
  /** 후결 by plan: the step does not hold up those after it. */
  post?: boolean;
}

export interface LineGroup {
  kind: GroupKind;
  need?: number | null;
  percent?: number | null;
  steps: LineStep[];
}

export const keyOf = (step: LineStep): string => step.id ?? `p${step.approver.id}`;

const settled = (group: LineGroup): LineGroup => {
  if (group.steps.length < 2) return { kind: "SERIAL", steps: group.steps };
  if (group.kind !== "QUORUM" || group.percent) return group;
  const need = Math.min(group.need ?? Math.ceil(group.steps.length / 2), group.steps.length);
  return { ...group, need };
};

/** Groups without steps vanish, a serial group becomes one row per step, a parallel group of one a plain row. */
export const tidy = (groups: readonly LineGroup[]): LineGroup[] =>
  groups.flatMap((group): LineGroup[] => {
    if (group.kind === "SERIAL") return group.steps.map((step) => ({ kind: "SERIAL", steps: [step] }));
    return group.steps.length > 0 ? [settled(group)] : [];
  });

const beside = (group: LineGroup, step: LineStep): LineGroup => ({
  ...group,
  kind: group.kind === "SERIAL" ? "PARALLEL" : group.kind,
  steps: [...group.steps, step],
});

const without = (groups: readonly LineGroup[], key: string) =>
  groups.map((group) => ({ ...group, steps: group.steps.filter((step) => keyOf(step) !== key) }));

export const placeOf = (groups: readonly LineGroup[], key: string): number =>
  groups.findIndex((group) => group.steps.some((step) => keyOf(step) === key));

export const remove = (groups: readonly LineGroup[], key: string): LineGroup[] => tidy(without(groups, key));

/** Moves a whole group to another place. */
export function moveGroup(groups: readonly LineGroup[], from: number, to: number): LineGroup[] {
  const next = [...groups];
  const [taken] = next.splice(from, 1);
  if (!taken) return [...groups];
  next.splice(Math.max(0, Math.min(to, next.length)), 0, taken);
  return next;
}

/** Takes one step out of its group and gives it a group of its own at `at`. */
export function split(groups: readonly LineGroup[], key: string): LineGroup[] {
  const at = placeOf(groups, key);
  const step = groups[at]?.steps.find((one) => keyOf(one) === key);
  if (!step || (groups[at]?.steps.length ?? 0) < 2) return [...groups];
  const rest = without(groups, key);
  return tidy([...rest.slice(0, at + 1), { kind: "SERIAL", steps: [step] }, ...rest.slice(at + 1)]);
}

/** Puts a step beside those of the group above it. */
export function joinUp(groups: readonly LineGroup[], key: string): LineGroup[] {
  const at = placeOf(groups, key);
  return at < 1 ? [...groups] : joinInto(groups, key, at - 1);
}

/** Puts a step beside those of the group at `target`. */
export function joinInto(groups: readonly LineGroup[], key: string, target: number): LineGroup[] {
  const step = groups.flatMap((group) => group.steps).find((one) => keyOf(one) === key);
  if (!step || placeOf(groups, key) === target) return [...groups];
  return tidy(without(groups, key).map((group, at) => (at === target ? beside(group, step) : group)));
}

/**
 * Adds a person at the end, or beside those of the group at `into`. The same person may decide again
 * later in the line, but stands in one group only once.
 */
export function add(groups: readonly LineGroup[], approver: Approver, into?: number): LineGroup[] {
  const step: LineStep = { id: `new-${crypto.randomUUID()}`, role: "APPROVE", approver };
  if (into === undefined) return tidy([...groups, { kind: "SERIAL", steps: [step] }]);
  if (groups[into]?.steps.some((one) => one.approver.id === approver.id)) return [...groups];
  return tidy(groups.map((group, at) => (at === into ? beside(group, step) : group)));
}

/** `POST` is a 결재 that does not block the line. */
export const setRole = (groups: readonly LineGroup[], key: string, role: StepRole | "POST"): LineGroup[] => {
  const post = role === "POST";
  const part = { role: post ? ("APPROVE" as const) : role, post };
  return groups.map((group) => ({
    ...group,
    steps: group.steps.map((step) => (keyOf(step) === key ? { ...step, ...part } : step)),
  }));
};

/** Whether all of a group must decide or a number of them. */
export const setKind = (groups: readonly LineGroup[], at: number, kind: GroupKind): LineGroup[] =>
  tidy(groups.map((group, place) => (place === at ? { kind, steps: group.steps } : group)));

export const setNeed = (groups: readonly LineGroup[], at: number, need: number): LineGroup[] =>
  tidy(groups.map((group, place) => (place === at ? { ...group, need, percent: undefined } : group)));

/** The body of `PUT /documents/{id}/line`. */
export const lineBody = (groups: readonly LineGroup[]) => ({
  groups: groups.map(({ kind, need, percent, steps }) => ({
    kind,
    ...(kind === "QUORUM" && need ? { need } : {}),
    ...(kind === "QUORUM" && !need && percent ? { percent } : {}),
    steps: steps.map(({ role, approver, post }) => ({
      role,
      approverId: approver.id,
      ...(post ? { post } : {}),
    })),
  })),
});
