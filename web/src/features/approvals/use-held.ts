import { useRef, useState } from "react";
import type { DocumentView } from "./api";
import { latestDecision } from "./moves";

const shape = (document: DocumentView) =>
  JSON.stringify([document.state, document.number, document.line.groups, document.line.viewers]);

export interface Held {
  /** What the reader sees: the paper as they last accepted it. */
  shown: DocumentView;
  /** Set when somebody else moved the paper meanwhile. */
  moved: { name?: string; at?: string } | undefined;
  accept: () => void;
  /** The next version up to this one is of the reader's own making. */
  own: (version: number) => void;
}

/**
 * Keeps the paper under the reader's eyes as it was when somebody else changes it, until they ask for the
 * latest. What they did themselves, and what changes nothing in the line, is taken in at once.
 */
export function useHeld(fresh: DocumentView): Held {
  const [held, setHeld] = useState(fresh);
  const own = useRef(fresh.version);
  const same = fresh.id === held.id && shape(fresh) === shape(held);
  const mine = fresh.version <= own.current;
  const follows = same || mine || fresh.id !== held.id;
  if (follows && fresh !== held) setHeld(fresh);
  const shown = follows ? fresh : held;
  const latest = latestDecision(fresh);
  return {
    shown,
    moved: follows ? undefined : latest?.at !== latestDecision(held)?.at ? (latest ?? {}) : {},
    accept: () => setHeld(fresh),
    own: (version) => {
      own.current = Math.max(own.current, version);
    },
  };
}
