import { useSyncExternalStore } from "react";
import { text } from "@/shared/text";

let wanted = false;
const listeners = new Set<() => void>();

/** A short message of something done; for what went wrong use `ProblemNote` where it happened. */
export async function toast(message: string): Promise<void> {
  wanted = true;
  for (const listener of listeners) listener();
  const { notifications } = await import("@mantine/notifications");
  notifications.show({
    message,
    withBorder: true,
    closeButtonProps: { "aria-label": text.t("shared:close") },
  });
}

/** True once the first message was sent; the app then loads the place where messages appear. */
export const useToastsWanted = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => wanted,
  );
