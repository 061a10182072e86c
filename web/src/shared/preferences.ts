import { useSyncExternalStore } from "react";

export type Language = "ko" | "en";

export interface Preferences {
  language: Language;
  timeZone: string;
}

export const COMPANY_ZONE = "Asia/Seoul";

function stored(name: string): string | null {
  try {
    return localStorage.getItem(`maru.${name}`);
  } catch {
    return null;
  }
}

function keep(name: string, value: string): void {
  try {
    localStorage.setItem(`maru.${name}`, value);
  } catch {
    // A blocked storage costs the memory of the choice, not the choice.
  }
}

function firstLanguage(): Language {
  const chosen = stored("language");
  if (chosen === "ko" || chosen === "en") return chosen;
  const wished = typeof navigator === "undefined" ? "ko" : navigator.language;
  return wished.startsWith("en") ? "en" : "ko";
}

let state: Preferences = { language: firstLanguage(), timeZone: stored("timeZone") ?? COMPANY_ZONE };
const listeners = new Set<() => void>();

export const preferences = {
  read: (): Preferences => state,
  /** Was it chosen on this device? */
  chosen: (name: "language" | "timeZone" | "scheme"): boolean => stored(name) !== null,
  set(part: Partial<Preferences>): void {
    state = { ...state, ...part };
    for (const [name, value] of Object.entries(part)) keep(name, value);
    for (const listener of listeners) listener();
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

export const usePreferences = (): Preferences =>
  useSyncExternalStore(preferences.subscribe, preferences.read);
