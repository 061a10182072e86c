import { type ReactNode, useEffect, useRef } from "react";
import classes from "./page.module.css";

/**
 * The frame of every page: one heading (also the window's title), actions beside it, the content below.
 * `fill` gives the content the rest of the height, for lists that scroll inside.
 */
export function Page({
  title,
  lead,
  actions,
  width = "wide",
  fill = false,
  children,
}: {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  width?: "reading" | "form" | "wide" | "full";
  fill?: boolean;
  children: ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Maru`;
  }, [title]);
  useEffect(() => {
    // A reader of the screen hears where it is; a field that took the focus itself keeps it.
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div className={classes.page} data-width={width} data-fill={fill || undefined}>
      <header className={classes.head}>
        <h1 className={classes.title} ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {actions && <div className={classes.actions}>{actions}</div>}
        {lead && <div className={classes.lead}>{lead}</div>}
      </header>
      {children}
    </div>
  );
}

/** A bordered part of a page. Sections are never nested. */
export function Section({
  title,
  lead,
  actions,
  children,
}: {
  title?: ReactNode;
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className={classes.section}>
      {(title || actions) && (
        <div className={classes.sectionHead}>
          {title && <h2>{title}</h2>}
          {actions && <div className={classes.actions}>{actions}</div>}
        </div>
      )}
      {lead && <div className={classes.sectionLead}>{lead}</div>}
      {children}
    </section>
  );
}

/** Sticks to the bottom of the page; the primary button stands last. */
export function ActionBar({ children }: { children: ReactNode }) {
  return <div className={classes.actionBar}>{children}</div>;
}

/** A number that matters, with the sentence that explains it. */
export function Figure({ label, value, note }: { label: ReactNode; value: ReactNode; note?: ReactNode }) {
  return (
    <div className={classes.figure}>
      <div className={classes.figureLabel}>{label}</div>
      <div className={classes.figureValue}>{value}</div>
      {note && <div className={classes.figureNote}>{note}</div>}
    </div>
  );
}
