/**
 * Passes the first thing on at once, and what follows within a pause together at its end: a burst of fifty
 * notices makes the screens read anew twice, not fifty times.
 */
export function gathered<T>(
  pass: (things: T[]) => void,
  pauseMs: number,
): { add: (thing: T) => void; stop: () => void } {
  let waiting: T[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    timer = undefined;
    if (waiting.length === 0) return;
    const things = waiting;
    waiting = [];
    timer = setTimeout(flush, pauseMs);
    pass(things);
  };
  return {
    add(thing) {
      waiting.push(thing);
      if (timer === undefined) flush();
    },
    stop: () => clearTimeout(timer),
  };
}
