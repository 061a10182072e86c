import { queryOptions, useQuery } from "@tanstack/react-query";
import { isProblem, send } from "@/shared/api";

/** Who is signed in, as `GET /api/auth/me` says. */
export interface Me {
  id: string | number;
  email: string;
  name: string;
  roles: string[];
  employee_id?: number | null;
  owner_id?: number | null;
  user_id?: number | null;
  tenant?: string;
  title?: string | null;
  locale?: string;
  theme?: string;
  timeZone?: string;
  /** True after signing in with a one-time password. */
  mustChangePassword?: boolean;
}

/** `erp:STAFF` and `staff` are the same role to the screens. */
const plain = (role: string) => role.toLowerCase().replace(/^[a-z]+[:.]/, "");

/** Null when nobody is signed in; an error only when the server could not be asked. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  // Without the signal, so that a component that goes does not cancel what a route waits for.
  queryFn: async (): Promise<Me | null> => {
    try {
      const me = await send<Me>("GET", "/api/auth/me", undefined, undefined, { anonymous: true });
      return { ...me, roles: me.roles.map(plain) };
    } catch (error) {
      if (isProblem(error) && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: 5 * 60_000,
});

/** The signed-in person; only inside pages that need a session. */
export function useMe(): Me {
  const { data } = useQuery(meQuery);
  if (!data) throw new Error("useMe was called on a page that is open to everybody");
  return data;
}

export const useMaybeMe = (): Me | null => useQuery(meQuery).data ?? null;

/** What a page or menu entry asks of the person: one of these roles, or a decision. Empty means anybody. */
export type Need = readonly string[] | ((me: Me) => boolean);

export function may(me: Me | null, need: Need | undefined): boolean {
  if (!need) return true;
  if (!me) return false;
  return typeof need === "function"
    ? need(me)
    : need.length === 0 || need.some((role) => me.roles.includes(role));
}
