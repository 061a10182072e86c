import { Link, useRouterState } from "@tanstack/react-router";
import classes from "./sub-nav.module.css";

export interface SubPage {
  to: string;
  label: string;
  count?: number;
}

/** The pages of one menu entry, as a row of links under the heading. */
export function SubNav({ label, pages }: { label: string; pages: readonly SubPage[] }) {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const here = pages.find(({ to }) => path === to);
  return (
    <nav className={classes.bar} aria-label={label}>
      {pages.map((page) => (
        <Link
          key={page.to}
          to={page.to}
          className={classes.link}
          data-here={page === here || undefined}
          aria-current={page === here ? "page" : undefined}
        >
          {page.label}
          {page.count ? <span className={classes.count}>{page.count}</span> : null}
        </Link>
      ))}
    </nav>
  );
}
