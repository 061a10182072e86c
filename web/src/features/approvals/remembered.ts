import { useState } from "react";

/** Something the person named and wants again: a line of approvers, a search. Kept on this device. */
export interface Named<T> {
  name: string;
  value: T;
}

const MOST = 20;

function recall<T>(place: string): Named<T>[] {
  try {
    const found = JSON.parse(localStorage.getItem(place) ?? "[]") as unknown;
    return Array.isArray(found) ? (found as Named<T>[]) : [];
  } catch {
    return [];
  }
}

/** A short list under a name of the storage, the newest first; the same name again replaces. */
export function useRemembered<T>(kind: string, owner: number) {
  const place = `maru.approvals.${kind}.${owner}`;
  const [items, setItems] = useState(() => recall<T>(place));
  const put = (next: Named<T>[]) => {
    setItems(next);
    try {
      localStorage.setItem(place, JSON.stringify(next));
    } catch {
      // A full or blocked storage costs the memory of it, nothing else.
    }
  };
  return {
    items,
    add: (name: string, value: T) =>
      put([{ name, value }, ...items.filter((one) => one.name !== name)].slice(0, MOST)),
    remove: (name: string) => put(items.filter((one) => one.name !== name)),
  };
}
