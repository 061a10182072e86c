import { useEffect, useRef, useSyncExternalStore } from "react";
import { isComposing } from "./composing";

export interface KeyBinding {
  /** As `KeyboardEvent.key`, with `mod+` for Ctrl or ⌘: `j`, `Enter`, `mod+k`, `?`. */
  key: string;
  /** What it does, in words, for the help sheet. */
  label: string;
  run: (event: KeyboardEvent) => void;
  /** Works while a text field has the focus too. */
  always?: boolean;
  /** Kept out of the help sheet (a second key for the same thing). */
  silent?: boolean;
}

interface Layer {
  title: string;
  bindings: readonly KeyBinding[];
}

let layers: readonly Layer[] = [];
const listeners = new Set<() => void>();

function put(next: readonly Layer[]): void {
  layers = next;
  for (const listener of listeners) listener();
}

const inText = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select"));

/** While a dialog or a menu is open the keys of the page behind it are still. */
const covered = (target: EventTarget | null): boolean =>
  document.querySelector("[role=dialog][aria-modal=true]") !== null ||
  (target instanceof Element && target.closest("[role=menu], [role=listbox]") !== null);

/** Enter and space press what has the focus, before they mean anything to the screen. */
const presses = (event: KeyboardEvent): boolean =>
  (event.key === "Enter" || event.key === " ") &&
  event.target instanceof Element &&
  event.target.closest(
    "button, a[href], summary, [role=button], [role=tab], [role=menuitem], [role=option]",
  ) !== null;

function matches(event: KeyboardEvent, key: string): boolean {
  const mod = key.startsWith("mod+");
  if ((event.ctrlKey || event.metaKey) !== mod || event.altKey) return false;
  const wanted = mod ? key.slice(4) : key;
  if (wanted.length !== 1) return event.key === wanted;
  if (event.key.toLowerCase() === wanted.toLowerCase()) return true;
  // A Hangul layout reports ㅓ for the key J: the physical key is what is meant.
  return /^[a-z]$/.test(wanted) && event.code === `Key${wanted.toUpperCase()}`;
}

function handle(event: KeyboardEvent): void {
  if (event.defaultPrevented || isComposing(event)) return;
  for (const layer of [...layers].reverse()) {
    for (const binding of layer.bindings) {
      if (!matches(event, binding.key)) continue;
      if (!binding.always && (inText(event.target) || covered(event.target) || presses(event))) continue;
      event.preventDefault();
      binding.run(event);
      return;
    }
  }
}

/**
 * Keys of a screen, shown in the help sheet under `title` while it is mounted. Later layers win.
 * Letters work on a Korean keyboard layout too; text fields and open dialogs keep their keys.
 */
export function useKeys(title: string, bindings: readonly KeyBinding[], enabled = true): void {
  const latest = useRef(bindings);
  latest.current = bindings;
  const shape = bindings.map((binding) => `${binding.key}\n${binding.label}`).join("\n\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` stands for the bindings; their `run` is read late.
  useEffect(() => {
    if (!enabled || latest.current.length === 0) return;
    const layer: Layer = {
      title,
      bindings: latest.current.map((binding, at) => ({
        ...binding,
        run: (event: KeyboardEvent) => latest.current[at]?.run(event),
      })),
    };
    if (layers.length === 0) window.addEventListener("keydown", handle);
    put([...layers, layer]);
    return () => {
      put(layers.filter((one) => one !== layer));
      if (layers.length === 0) window.removeEventListener("keydown", handle);
    };
  }, [title, shape, enabled]);
}

/** The layers alive now, oldest first. */
export const useKeyLayers = (): readonly Layer[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => layers,
  );
