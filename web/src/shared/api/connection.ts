import { useSyncExternalStore } from "react";

export type Link = "online" | "offline";
export type Live = "idle" | "connecting" | "connected" | "lost";

interface State {
  link: Link;
  live: Live;
}

let state: State = {
  link: typeof navigator !== "undefined" && navigator.onLine === false ? "offline" : "online",
  live: "idle",
};
const listeners = new Set<() => void>();

function change(part: Partial<State>): void {
  const next = { ...state, ...part };
  if (next.link === state.link && next.live === state.live) return;
  state = next;
  for (const listener of listeners) listener();
}

/** What is known about the way to the server; the banner and the bell show it. */
export const connection = {
  reached: () => change({ link: "online" }),
  missed: () => change({ link: "offline" }),
  live: (live: Live) => change({ live }),
  read: (): State => state,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

if (typeof window !== "undefined") {
  window.addEventListener("offline", () => connection.missed());
  window.addEventListener("online", () => connection.reached());
}

export const useConnection = (): State => useSyncExternalStore(connection.subscribe, connection.read);
