import "@/shared/theme/global.css";
import "./app.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { meQuery } from "@/shared/access";
import { isProblem, onSessionEnd } from "@/shared/api";
import { startText } from "@/shared/text";
import { makeQueries } from "./queries";
import { makeRouter } from "./router";
import en from "./text/en.json";
import ko from "./text/ko.json";

const queries = makeQueries();
const router = makeRouter(queries);

onSessionEnd(() => {
  const { href } = router.state.location;
  if (href.startsWith("/sign-in")) return;
  queries.clear();
  queries.setQueryData(meQuery.queryKey, null);
  void router.navigate({ to: "/sign-in", search: { next: href, ended: "1" } });
});

// After a new release the chunks of the old one are gone: one reload fetches the new ones.
window.addEventListener("vite:preloadError", (event) => {
  const last = Number(sessionStorage.getItem("maru.reloaded") ?? 0);
  if (!navigator.onLine || Date.now() - last < 10_000) return;
  sessionStorage.setItem("maru.reloaded", String(Date.now()));
  event.preventDefault();
  location.reload();
});

await startText({ ko, en });

const home = document.getElementById("root");
if (home) {
  // A refusal that a page shows is no mistake of the program; anything else is said where developers look.
  const onCaughtError = (error: unknown) => {
    if (!isProblem(error)) reportError(error);
  };
  createRoot(home, { onCaughtError }).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
}
