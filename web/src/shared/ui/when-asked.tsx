import { type ComponentType, lazy, type ReactElement, Suspense, useState } from "react";

interface Handlers {
  onPointerEnter: () => void;
  onFocus: () => void;
  onClick: () => void;
}

/**
 * A part whose code is fetched when the pointer or the focus comes near its button and which opens on the
 * press; until then `plain` draws the button alone. Keeps menus and dialogs out of the first view.
 * The loaded part draws the same button itself and starts opened.
 */
export function whenAsked<P extends object>(
  load: () => Promise<{ default: ComponentType<P> }>,
  plain: (props: P, handlers: Handlers) => ReactElement,
): ComponentType<P> {
  const Full = lazy(load);
  const fetchSoon = () => void load().catch(() => undefined);
  return function Asked(props: P) {
    const [asked, setAsked] = useState(false);
    const button = plain(props, {
      onPointerEnter: fetchSoon,
      onFocus: fetchSoon,
      onClick: () => setAsked(true),
    });
    return asked ? (
      <Suspense fallback={button}>
        <Full {...props} />
      </Suspense>
    ) : (
      button
    );
  };
}
