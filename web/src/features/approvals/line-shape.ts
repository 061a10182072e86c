import type { LineGroup, LineStep } from "@/shared/ui/line";
import type { GroupView, LineView, Preflight, StepView } from "./api";

const groupOf = (group: GroupView, steps: readonly StepView[]) => ({
  kind: group.kind,
  need: group.need,
  percent: group.percent,
  steps: steps.map((step) => ({
    id: step.id,
    role: step.role,
    post: step.post,
    why: step.why,
    whyRule: step.whyRule,
    approver: {
      id: step.approverId,
      name: step.approverName,
      title: step.approverTitle,
      department: step.department,
    },
  })),
});

/** A line as the editor holds it. */
export const lineOf = (line: LineView): LineGroup[] =>
  line.groups.map((group) => groupOf(group, group.steps));

const waits = (step: StepView) => step.state === "WAITING";

/** What lies behind the last step that has begun: the part that may still be changed. */
export function remainingOf(line: LineView): LineGroup[] {
  const last = line.groups.findLastIndex((group) => !group.steps.every(waits));
  return line.groups.flatMap((group, at) => {
    if (at > last) return [groupOf(group, group.steps)];
    if (at < last || group.kind !== "SERIAL") return [];
    const rest = group.steps.slice(group.steps.findLastIndex((step) => !waits(step)) + 1);
    return rest.length > 0 ? [groupOf(group, rest)] : [];
  });
}

/** The line as it is shown: departments and reasons in the reader's words, and who is away as the pre-flight knows it. */
export function shownLine(
  groups: readonly LineGroup[],
  department: (name: string | null | undefined) => string,
  why: (step: LineStep) => string,
  preflight?: Preflight,
): LineGroup[] {
  const known = new Map(preflight?.steps.map((step) => [step.approverId, step]));
  return groups.map((group) => ({
    ...group,
    steps: group.steps.map((step) => {
      const found = known.get(step.approver.id);
      const approver = { ...step.approver, department: department(step.approver.department) };
      if (found?.absent) {
        approver.absent = true;
        approver.substitute = found.substituteName ? { name: found.substituteName } : null;
      }
      return { ...step, approver, why: why(step) };
    }),
  }));
}
