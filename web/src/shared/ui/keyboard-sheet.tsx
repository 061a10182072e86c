import { Modal } from "@mantine/core";
import { useKeyLayers } from "@/shared/keyboard";
import { useTranslation } from "@/shared/text";
import classes from "./keyboard-help.module.css";
import { Keys } from "./keys";

/** Every key of the present screen, the nearest layer first. */
export default function KeyboardSheet({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation("shared");
  const layers = useKeyLayers();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
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
