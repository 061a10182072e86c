import { Kbd } from "@mantine/core";
import classes from "./keyboard-help.module.css";

const mac = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.userAgent);
const NAMES: Record<string, string> = {
  mod: mac ? "⌘" : "Ctrl",
  Escape: "Esc",
  ArrowDown: "↓",
  ArrowUp: "↑",
};

/** A key as people know it: `Ctrl K`, `⌘ K`. */
export function Keys({ of }: { of: string }) {
  return (
    <span className={classes.keys}>
      {of.split("+").map((part) => (
        <Kbd key={part} size="xs">
          {NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part)}
        </Kbd>
      ))}
    </span>
  );
}
