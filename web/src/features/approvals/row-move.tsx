import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "@/shared/text";
import { toast, useProblemText } from "@/shared/ui";
import { type BoxItem, documentQuery } from "./api";
import { LineSheet } from "./line-sheet";
import { AT_ONCE, MoveSheet } from "./move-sheet";
import { type Move, type MoveName, movesOf, stepsOf } from "./moves";
import { myselfQuery, useMyId } from "./people";
import { useMove } from "./use-move";

/**
 * A move on a row of a list, by a key or from the preview: of `names` the first that the paper offers, legal
 * or with the reason why it is not.
 */
export default function RowMove({
  item,
  names,
  onClose,
}: {
  item: BoxItem;
  names: readonly MoveName[];
  onClose: () => void;
}) {
  const { t } = useTranslation("approvals");
  const say = useProblemText();
  const latestSay = useRef(say);
  latestSay.current = say;
  const me = useMyId();
  const myself = useQuery(myselfQuery);
  const document = useQuery({ ...documentQuery(item.documentId), staleTime: 5_000 });
  const [open, setOpen] = useState(true);
  const begun = useRef(false);
  const go = useMove(
    { id: item.documentId, version: document.data?.version ?? item.version },
    () => undefined,
  );
  const moves = document.data
    ? movesOf(document.data, { id: me, departmentId: myself.data?.employee.departmentId ?? null })
    : [];
  const known = names.flatMap((name) => moves.find((move) => move.name === name) ?? []);
  const found: Move | undefined = known.find((one) => one.allowed) ?? known[0];
  // What was chosen stays chosen when the paper changes by it.
  const [chosen, setChosen] = useState<Move>();
  if (!chosen && found) setChosen(found);
  const move = chosen ?? found;
  const atOnce = move?.allowed && AT_ONCE.has(move.name);
  const failed = document.isError || (document.data && !move);
  const { runAsync } = go;

  useEffect(() => {
    if (failed) {
      void toast(t("bar.notNow"));
      onClose();
    } else if (atOnce && move && !begun.current) {
      begun.current = true;
      runAsync({ move, words: {} })
        .catch((error) => toast(latestSay.current(error)))
        .finally(onClose);
    }
  }, [failed, atOnce, move, runAsync, onClose, t]);

  if (!document.data || !move || atOnce) return null;
  const giver = stepsOf(document.data.line.groups).find((step) => step.id === move.stepId);
  if (move.name === "CHANGE_LINE")
    return <LineSheet document={document.data} onClose={onClose} onDone={() => undefined} />;
  const close = () => {
    setOpen(false);
    // The sheet leaves before the component goes.
    setTimeout(onClose, 200);
  };
  return (
    <MoveSheet
      document={document.data}
      move={open ? move : null}
      standsFor={giver && giver.approverId !== me && move.name !== "UNDO" ? giver.approverName : undefined}
      onClose={close}
      run={(chosen, words) => runAsync({ move: chosen, words })}
    />
  );
}
