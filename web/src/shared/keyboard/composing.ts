import type { KeyboardEvent as ReactKeyboardEvent } from "react";

/**
 * True while an input method (Korean, Japanese, Chinese) still holds the text.
 *
 * Safari ends the composition before it tells of the Enter that ended it; key code 229 gives it away.
 */
export function isComposing(event: KeyboardEvent | ReactKeyboardEvent): boolean {
  const native = "nativeEvent" in event ? event.nativeEvent : event;
  return native.isComposing || native.keyCode === 229;
}

/** A key handler that runs for a plain Enter and never for the Enter that ends a syllable. */
export const onEnter =
  (run: (event: ReactKeyboardEvent) => void) =>
  (event: ReactKeyboardEvent): void => {
    if (event.key !== "Enter" || event.shiftKey || isComposing(event)) return;
    event.preventDefault();
    run(event);
  };
