import { Kbd, Modal } from "@mantine/core";
import { useState } from "react";
import { useKeyLayers, useKeys } from "@/shared/keyboard";
import { useTranslation } from "@/shared/text";
import classes from "./keyboard-help.module.css";

const mac = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.userAgent);
const NAMES: Record<string, string> = {
  mod: mac ? "⌘" : "Ctrl",
  Escape: "Esc",
  ArrowDown: "↓",
  ArrowUp: "↑",
};

/** A key as people know it: `Ctrl K`, `⌘ K`. */
export function Keys({ of }: { of: string }) {
  return (
    <span className={classes.keys}>
      {of.split("+").map((part) => (
        <Kbd key={part} size="xs">
          {NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part)}
        </Kbd>
      ))}
    </span>
  );
}

/** Lists the keys of the present screen on `?`. Stands once, in the shell. */
export function KeyboardHelp() {
  const { t } = useTranslation("shared");
  const [opened, setOpened] = useState(false);
  const layers = useKeyLayers();
  useKeys(t("keys.global"), [{ key: "?", label: t("keys.help"), run: () => setOpened(true) }]);
  return (
    <Modal
      opened={opened}
      onClose={() => setOpened(false)}
      title={t("keys.title")}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      {[...layers].reverse().map((layer, at) => (
        <section key={`${layer.title}${at}`} className={classes.section}>
          <h3>{layer.title}</h3>
          <dl className={classes.list}>
            {layer.bindings
              .filter((binding) => !binding.silent)
              .map((binding) => (
                <div key={binding.key}>
                  <dt>{binding.label}</dt>
                  <dd>
                    <Keys of={binding.key} />
                  </dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
    </Modal>
  );
}
