import { queryOptions, useQuery } from "@tanstack/react-query";
import { type CallOptions, cursorQuery } from "@/shared/api";
import {
  type Branch,
  type Bucket,
  type DepartmentAsk,
  type DepartmentPatch,
  type EmployeeAsk,
  type EmployeePatch,
  getErpDepartments,
  getErpEmployees,
  getErpEmployeesById,
  getErpMe,
  getErpOrgChart,
  type OffboardAsk,
  type OrgChart,
  patchErpDepartmentsById,
  patchErpEmployeesById,
  postErpDepartments,
  postErpEmployees,
  postErpEmployeesByIdOffboard,
  putClassicEmployeesByIdLeaveBalance,
} from "@/shared/api/schema.gen";
import type { Language } from "@/shared/preferences";
import { usePreferences } from "@/shared/preferences";

export type {
  Branch,
  Department,
  DepartmentAsk,
  DepartmentPatch,
  EmployeeAsk,
  EmployeePatch,
  EmployeeView as Employee,
  Head,
  OffboardAsk,
  OrgChart,
} from "@/shared/api/schema.gen";

const LONG = 5 * 60_000;

export const meAtWorkQuery = queryOptions({
  queryKey: ["erp", "me"],
  queryFn: ({ signal }) => getErpMe({ signal }),
  staleTime: LONG,
});

export const departmentsQuery = queryOptions({
  queryKey: ["erp", "departments"],
  queryFn: ({ signal }) => getErpDepartments({ signal }),
  staleTime: LONG,
});

/** The whole tree with everybody in it: also where a number is given and a name is wanted. */
export const orgChartQuery = queryOptions({
  queryKey: ["erp", "org-chart"],
  queryFn: ({ signal }) => getErpOrgChart({ signal }),
  staleTime: LONG,
});

export interface PeopleFilter {
  q?: string;
  department?: string;
  includeLeft?: boolean;
}

export const peopleQuery = (filter: PeopleFilter) =>
  cursorQuery(["employees", "list", filter], (cursor, signal) =>
    getErpEmployees({ ...filter, cursor, limit: 100 }, { signal }),
  );

export const employeeQuery = (id: number) =>
  queryOptions({
    queryKey: ["employees", "one", id],
    queryFn: ({ signal }) => getErpEmployeesById({ id }, { signal }),
  });

export const findPeople = async (q: string, signal?: AbortSignal) =>
  (await getErpEmployees({ q: q || undefined, limit: 20 }, { signal })).items;

export const hire = (body: EmployeeAsk, o: CallOptions) => postErpEmployees({ body }, o);
export const change = (id: number, body: EmployeePatch, o: CallOptions) =>
  patchErpEmployeesById({ id, body }, o);
export const offboard = (id: number, body: OffboardAsk, o: CallOptions) =>
  postErpEmployeesByIdOffboard({ id, body }, o);
export const found = (body: DepartmentAsk, o: CallOptions) => postErpDepartments({ body }, o);
export const rearrange = (id: number, body: DepartmentPatch, o: CallOptions) =>
  patchErpDepartmentsById({ id, body }, o);

export interface Adjustment {
  adjustment: number;
  bucket?: Bucket;
  reason: string;
}

/** HR in every bucket, a head in 포상휴가 alone. */
export const adjustLeave = (id: number, body: Adjustment, o: CallOptions) =>
  putClassicEmployeesByIdLeaveBalance({ id, body }, o);

export interface Known {
  id: number;
  name: string;
  position: string;
  department: string;
}

export const departmentName = (
  department: { korean: string; english: string; name: string },
  language: Language,
): string => (language === "ko" ? department.korean : department.english) || department.name;

/** Everybody of the chart by number. */
export function peopleOf(chart: OrgChart, language: Language): Map<number, Known> {
  const known = new Map<number, Known>();
  const walk = (branches: readonly Branch[]) => {
    for (const branch of branches) {
      const department = departmentName(branch, language);
      for (const each of branch.members) known.set(each.id, { ...each, department });
      walk(branch.children);
    }
  };
  walk(chart.departments);
  for (const each of chart.unplaced) known.set(each.id, { ...each, department: "" });
  return known;
}

/** Names for numbers; empty until the chart is there, and without those who left. */
export function usePeople(enabled = true): Map<number, Known> {
  const { language } = usePreferences();
  const chart = useQuery({ ...orgChartQuery, enabled });
  return chart.data ? peopleOf(chart.data, language) : new Map();
}

/** The names of departments as screens show them, by the name services know them by. */
export function useDepartmentNames(enabled = true): (name: string | null | undefined) => string {
  const { language } = usePreferences();
  const departments = useQuery({ ...departmentsQuery, enabled });
  const names = new Map(
    (departments.data?.items ?? []).map((each) => [each.name, departmentName(each, language)]),
  );
  return (name) => (name ? (names.get(name) ?? name) : "");
}
