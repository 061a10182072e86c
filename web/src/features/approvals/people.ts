import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMe } from "@/shared/access";
import { send } from "@/shared/api";
import type {
  Branch,
  Department,
  DepartmentList,
  EmployeeList,
  EmployeeView,
  Head,
  OrgChart,
} from "@/shared/api/schema.gen";
import { usePreferences } from "@/shared/preferences";
import type { Approver } from "@/shared/ui/line";

export type { Branch, Department, Head } from "@/shared/api/schema.gen";

const V2 = "/api/v2/erp";

export const departmentsQuery = queryOptions({
  queryKey: ["erp", "departments"],
  queryFn: ({ signal }) => send<DepartmentList>("GET", `${V2}/departments`, undefined, undefined, { signal }),
  staleTime: 10 * 60_000,
});

export const orgChartQuery = queryOptions({
  queryKey: ["erp", "org-chart"],
  queryFn: ({ signal }) => send<OrgChart>("GET", `${V2}/org-chart`, undefined, undefined, { signal }),
  staleTime: 5 * 60_000,
});

/** The caller as an employee; the department is what viewers' rights hang on. */
export const myselfQuery = queryOptions({
  queryKey: ["erp", "me"],
  queryFn: ({ signal }) =>
    send<{ employee: EmployeeView }>("GET", `${V2}/me`, undefined, undefined, { signal }),
  staleTime: 10 * 60_000,
});

type NameOf = (department: string | null | undefined) => string;

const spoken = (department: Department | Branch, language: string) =>
  (language === "ko" ? department.korean : department.english) || department.name;

/** The name of a department in the language of the screen; what is not known stays as it is. */
export function useDepartmentName(): NameOf {
  const { data } = useQuery(departmentsQuery);
  const { language } = usePreferences();
  const names = new Map(data?.items.map((each) => [each.name, spoken(each, language)]));
  return (name) => (name ? (names.get(name) ?? name) : "");
}

export function useDepartments(): { id: number; label: string }[] {
  const { data } = useQuery(departmentsQuery);
  const { language } = usePreferences();
  return (data?.items ?? []).map((each) => ({ id: each.id, label: spoken(each, language) }));
}

const listed = (query: Record<string, string | number | boolean>, signal: AbortSignal) =>
  send<EmployeeList>("GET", `${V2}/employees`, undefined, { limit: 20, ...query }, { signal });

/** Finds people by their name or their department; `left` also those who are gone, for HR. */
export function usePeople(
  options: { left?: boolean } = {},
): (word: string, signal: AbortSignal) => Promise<Approver[]> {
  const queries = useQueryClient();
  const { language } = usePreferences();
  const includeLeft = options.left ?? false;
  return async (word, signal) => {
    const { items } = await queries.ensureQueryData(departmentsQuery);
    const meant = word
      ? items.filter((each) => spoken(each, language).toLowerCase().includes(word.toLowerCase()))
      : [];
    const pages = await Promise.all([
      listed({ q: word, includeLeft }, signal),
      ...meant.slice(0, 2).map((each) => listed({ department: each.id, includeLeft }, signal)),
    ]);
    const people = new Map(pages.flatMap((page) => page.items).map((each) => [each.id, each]));
    const names = new Map(items.map((each) => [each.name, spoken(each, language)]));
    return [...people.values()].map((each) => ({
      id: each.id,
      name: each.name,
      title: each.position,
      department: names.get(each.department) ?? each.department,
      left: !each.active,
    }));
  };
}

/** The number of the signed-in person as an employee; -1 for an account that is nobody's. */
export const useMyId = (): number => useMe().employee_id ?? -1;

/** The people of a branch with its own names, the head first. */
export const membersOf = (branch: Branch): Head[] => [
  ...(branch.head && branch.members.some((each) => each.id === branch.head?.id) ? [branch.head] : []),
  ...branch.members.filter((each) => each.id !== branch.head?.id),
];

export const branchName = spoken;
