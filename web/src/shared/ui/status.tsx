import type { ReactNode } from "react";
import type { Icon } from "@/shared/feature";
import classes from "./status.module.css";

export type StatusTone = "neutral" | "accent" | "positive" | "caution" | "critical";

/** A state in a word with a shape of its own, so that colour is never alone. */
export function Status({
  tone = "neutral",
  icon: Mark,
  children,
}: {
  tone?: StatusTone;
  icon?: Icon;
  children: ReactNode;
}) {
  return (
    <span className={classes.status} data-tone={tone}>
      {Mark ? <Mark size={14} stroke={1.75} aria-hidden /> : <span className={classes.dot} aria-hidden />}
      {children}
    </span>
  );
}
