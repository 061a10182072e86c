import type { Branch, Head, OrgChart } from "./api";

export interface Member extends Head {
  departmentId: number | null;
  department: { name: string; korean: string; english: string } | null;
  heads: boolean;
}

/** Everybody of a branch and below it, or of the whole chart; heads first, each person once. */
export function membersOf(chart: OrgChart, chosen?: number): Member[] {
  const found: Member[] = [];
  const walk = (branches: readonly Branch[], inside: boolean) => {
    for (const branch of branches) {
      const here = inside || branch.id === chosen;
      if (here) {
        const own = branch.members.map((each) => ({
          ...each,
          departmentId: branch.id,
          department: branch,
          heads: branch.head?.id === each.id,
        }));
        found.push(...own.filter((each) => each.heads), ...own.filter((each) => !each.heads));
      }
      walk(branch.children, here);
    }
  };
  walk(chart.departments, chosen === undefined);
  if (chosen === undefined)
    found.push(
      ...chart.unplaced.map((each) => ({ ...each, departmentId: null, department: null, heads: false })),
    );
  return found;
}

/** `ㄱ` to `ㅎ` and letters alike: a name fits a word it contains, in any case. */
export const fits = (member: Pick<Member, "name" | "position">, word: string): boolean =>
  `${member.name} ${member.position}`.toLowerCase().includes(word.trim().toLowerCase());

export interface Place {
  id: number;
  depth: number;
  korean: string;
  english: string;
  name: string;
}

/** The departments in the order of the tree, each with its depth. */
export function placesOf(chart: OrgChart): Place[] {
  const found: Place[] = [];
  const walk = (branches: readonly Branch[], depth: number) => {
    for (const branch of branches) {
      found.push({ id: branch.id, depth, korean: branch.korean, english: branch.english, name: branch.name });
      walk(branch.children, depth + 1);
    }
  };
  walk(chart.departments, 0);
  return found;
}
