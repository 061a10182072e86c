import { useEffect, useMemo, useRef, useState } from "react";

interface Kept {
  key?: string;
  top?: number;
  selected?: string[];
}

/** Where the reader stands in a list: the row under the cursor, the ticked rows, the scroll position. */
export interface Cursor {
  key: string | undefined;
  selected: ReadonlySet<string>;
  place: (key: string) => void;
  toggle: (key: string) => void;
  select: (keys: readonly string[]) => void;
  clear: () => void;
  offset: () => number;
  scrolled: (top: number) => void;
}

function recall(name: string): Kept {
  try {
    return JSON.parse(sessionStorage.getItem(name) ?? "{}") as Kept;
  } catch {
    return {};
  }
}

function keep(name: string, part: Kept): void {
  try {
    sessionStorage.setItem(name, JSON.stringify({ ...recall(name), ...part }));
  } catch {
    // Without storage the position is forgotten, nothing else.
  }
}

/**
 * The cursor of the list `name` over these keys, remembered for the tab.
 *
 * When the row under it leaves the list (it was decided), the cursor goes to the row that took its
 * place; ticks of rows that left are dropped once the list is `settled`.
 */
export function useCursor(name: string, keys: readonly string[], settled: boolean): Cursor {
  const store = `maru.list.${name}`;
  const [first] = useState(() => recall(store));
  const [key, setKey] = useState(first.key);
  const [selected, setSelected] = useState<ReadonlySet<string>>(() => new Set(first.selected));
  const before = useRef<readonly string[]>(keys);
  const shape = keys.join("\n");

  // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` stands for the keys.
  useEffect(() => {
    if (!settled) return;
    const old = before.current;
    before.current = keys;
    if (key !== undefined && keys.length > 0 && !keys.includes(key)) {
      const was = old.indexOf(key);
      if (was >= 0) {
        const heir =
          old.slice(was + 1).find((one) => keys.includes(one)) ?? keys[Math.min(was, keys.length - 1)];
        setKey(heir);
        keep(store, { key: heir });
      }
    }
    if ([...selected].some((one) => !keys.includes(one))) {
      setSelected(new Set([...selected].filter((one) => keys.includes(one))));
    }
  }, [shape, settled]);

  return useMemo(() => {
    const select = (next: ReadonlySet<string>) => {
      setSelected(next);
      keep(store, { selected: [...next] });
    };
    return {
      key,
      selected,
      place: (next) => {
        setKey(next);
        keep(store, { key: next });
      },
      toggle: (one) => {
        const next = new Set(selected);
        if (!next.delete(one)) next.add(one);
        select(next);
      },
      select: (all) => select(new Set(all)),
      clear: () => select(new Set()),
      offset: () => first.top ?? 0,
      scrolled: (top) => keep(store, { top }),
    };
  }, [store, key, selected, first]);
}
