import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { signOut } from "@/features/identity/api";
import { meQuery } from "@/shared/access";

/** Ends the session and forgets all that was read in it, even where the server cannot be reached. */
export function useSignOut(): () => Promise<void> {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    await signOut().catch(() => undefined);
    queries.clear();
    queries.setQueryData(meQuery.queryKey, null);
    await navigate({ to: "/sign-in" });
  };
}
