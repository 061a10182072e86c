import type { QueryClient } from "@tanstack/react-query";
import {
  type AnyRoute,
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { may, meQuery, type Need, systemAt } from "@/shared/access";
import { ProblemError } from "@/shared/api";
import type { Feature, PageEntry } from "@/shared/feature";
import { loadTexts } from "@/shared/text";
import { frontless, menuOf, pagesOf } from "./features";
import { NotFound, PageLoading, RouteError } from "./pages";
import { Root } from "./root";
import { parseSearch, stringifySearch } from "./search";
import { Shell } from "./shell/shell";

interface Context {
  queries: QueryClient;
}

const root = createRootRouteWithContext<Context>()({ component: Root, notFoundComponent: NotFound });

async function admit(queries: QueryClient, href: string, need: Need | undefined): Promise<void> {
  const me = await queries.ensureQueryData(meQuery);
  if (!me) throw redirect({ to: "/sign-in", search: href === "/" ? {} : { next: href } });
  if (!may(me, need)) throw new ProblemError({ status: 403, code: "forbidden" });
}

const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  component: Shell,
  errorComponent: RouteError,
});

function route(parent: AnyRoute, feature: Feature, page: PageEntry): AnyRoute {
  return createRoute({
    getParentRoute: () => parent,
    path: page.path,
    component: lazyRouteComponent(page.load),
    beforeLoad: async ({ context, location }) => {
      if (!page.open) {
        const system = systemAt(location.pathname);
        await admit(
          (context as Context).queries,
          location.href,
          (me) => may(me, system?.roles) && may(me, page.need),
        );
      }
    },
    loader: () => loadTexts([feature.name, ...(page.texts ?? [])]),
    errorComponent: RouteError,
    notFoundComponent: NotFound,
    pendingComponent: PageLoading,
  }) as unknown as AnyRoute;
}

const fronts = frontless().map((system) =>
  createRoute({
    getParentRoute: () => shell,
    path: system.home,
    component: NotFound,
    beforeLoad: async ({ context, location }) => {
      await admit(context.queries, location.href, system.roles);
      const me = await context.queries.ensureQueryData(meQuery);
      const first = menuOf(system.name, me)[0];
      if (first) throw redirect({ to: first.to, replace: true });
    },
  }),
);

const launcher = createRoute({
  getParentRoute: () => shell,
  path: "/",
  component: lazyRouteComponent(() => import("./launcher")),
  beforeLoad: ({ context, location }) => admit(context.queries, location.href, undefined),
  errorComponent: RouteError,
});

export function makeRouter(queries: QueryClient) {
  const nowhere = createRoute({ getParentRoute: () => shell, path: "$", component: NotFound });
  const tree = root.addChildren([
    shell.addChildren([
      launcher,
      nowhere,
      ...fronts,
      ...pagesOf("shell").map(({ feature, page }) => route(shell, feature, page)),
    ]),
    ...pagesOf("plain").map(({ feature, page }) => route(root, feature, page)),
  ] as AnyRoute[]);
  return createRouter({
    routeTree: tree,
    context: { queries },
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    defaultPendingMs: 150,
    defaultPendingMinMs: 200,
    defaultErrorComponent: RouteError,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: true,
    parseSearch,
    stringifySearch,
  });
}
