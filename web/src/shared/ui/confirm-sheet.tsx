import { lazy, type ReactNode, Suspense, useEffect, useState } from "react";

export interface ConfirmSheetProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  children?: ReactNode;
  /** The verb on the button. */
  action: string;
  tone?: "accent" | "critical";
  /** Asks for a reason; `required` refuses an empty one before the server does. */
  reason?: { label?: string; placeholder?: string; required?: boolean; initial?: string };
  /** Closes the sheet when it succeeds; a failure is shown inside and the text stays. */
  run: (reason: string) => Promise<unknown>;
  disabled?: boolean;
  /** `lg` for previews such as the pre-flight. */
  size?: "sm" | "md" | "lg" | "xl";
}

const Sheet = lazy(() => import("./confirm-sheet-open"));

/** The last look before something happens; its code comes when it is first opened. */
export function ConfirmSheet(props: ConfirmSheetProps) {
  const [asked, setAsked] = useState(props.opened);
  useEffect(() => {
    if (props.opened) setAsked(true);
  }, [props.opened]);
  if (!asked) return null;
  return (
    <Suspense fallback={null}>
      <Sheet {...props} />
    </Suspense>
  );
}
