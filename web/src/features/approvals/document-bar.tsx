import { Button, Menu, Tooltip } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "@/shared/text";
import { ActionBar, ProblemNote, usePhone } from "@/shared/ui";
import type { DocumentView } from "./api";
import classes from "./document-bar.module.css";
import { barOf, type Move, stepsOf } from "./moves";
import { useServerWords } from "./words";

/** Whose turn it is, in a sentence. */
function useTurn(document: DocumentView): string {
  const { t } = useTranslation("approvals");
  if (document.state !== "IN_PROGRESS") return t(`bar.state.${document.state}`);
  const at = stepsOf(document.line.groups).filter((step) => document.current.includes(step.id));
  const [first] = at;
  if (!first) return t("bar.state.IN_PROGRESS");
  const name = `${first.approverName} ${first.approverTitle}`.trim();
  return at.length > 1 ? t("bar.turns", { name, count: at.length - 1 }) : t("bar.turn", { name });
}

/** A button that says on focus, hover and press why it cannot be used, instead of vanishing. */
function MoveButton({
  move,
  variant,
  onPress,
  onWhy,
  busy,
}: {
  move: Move;
  variant: "filled" | "default";
  onPress: () => void;
  onWhy: (reason: string) => void;
  busy: boolean;
}) {
  const { t } = useTranslation("approvals");
  const say = useServerWords();
  const reason = move.allowed ? "" : say(move.reason, t("bar.notNow"));
  return (
    <Tooltip
      label={reason}
      disabled={move.allowed}
      multiline
      maw={320}
      events={{ hover: true, focus: true, touch: false }}
    >
      <Button
        variant={variant}
        color={move.name === "REJECT" || move.name === "SEND_BACK" ? "red" : undefined}
        className={variant === "default" && move.name === "REJECT" ? classes.refuse : undefined}
        aria-disabled={!move.allowed || undefined}
        data-disabled={!move.allowed || undefined}
        aria-description={reason || undefined}
        loading={busy}
        onClick={(event) => {
          if (move.allowed) return onPress();
          event.preventDefault();
          onWhy(reason);
        }}
      >
        {t(`move.${move.name}.name`)}
      </Button>
    </Tooltip>
  );
}

/** The moves of this reader at the bottom of the paper; what cannot be done stands behind "more" with its reason. */
export function DocumentBar({
  document,
  moves,
  onMove,
  busy,
  error,
  compact = false,
  extra,
}: {
  document: DocumentView;
  moves: readonly Move[];
  onMove: (move: Move) => void;
  busy?: Move["name"];
  error?: unknown;
  /** In a preview pane: fewer buttons. */
  compact?: boolean;
  extra?: ReactNode;
}) {
  const { t } = useTranslation("approvals");
  const phone = usePhone();
  const say = useServerWords();
  const [why, setWhy] = useState("");
  const turn = useTurn(document);
  const { primary, beside, more } = barOf(moves, phone ? 1 : compact ? 2 : 4);
  useEffect(() => {
    if (!why) return;
    const timer = setTimeout(() => setWhy(""), 6_000);
    return () => clearTimeout(timer);
  }, [why]);
  return (
    <div className={classes.bar}>
      <ActionBar>
        {Boolean(error) && (
          <div className={classes.line}>
            <ProblemNote error={error} />
          </div>
        )}
        <output className={classes.turn} data-why={why !== "" || undefined}>
          {why || turn}
        </output>
        {extra}
        {more.length > 0 && (
          <Menu position="top-end" width={320}>
            <Menu.Target>
              <Button variant="default" className={classes.more} aria-label={t("bar.more")}>
                <IconDots size={18} stroke={1.5} aria-hidden />
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {more.map((move) => (
                <Menu.Item
                  key={move.name}
                  aria-disabled={!move.allowed || undefined}
                  data-disabled={!move.allowed || undefined}
                  className={classes.item}
                  onClick={() => (move.allowed ? onMove(move) : setWhy(say(move.reason, t("bar.notNow"))))}
                >
                  {t(`move.${move.name}.name`)}
                  {!move.allowed && (
                    <span className={classes.reason}>{say(move.reason, t("bar.notNow"))}</span>
                  )}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
        {beside.map((move) => (
          <MoveButton
            key={move.name}
            move={move}
            variant="default"
            busy={busy === move.name}
            onPress={() => onMove(move)}
            onWhy={setWhy}
          />
        ))}
        {primary && (
          <MoveButton
            move={primary}
            variant="filled"
            busy={busy === primary.name}
            onPress={() => onMove(primary)}
            onWhy={setWhy}
          />
        )}
      </ActionBar>
    </div>
  );
}
