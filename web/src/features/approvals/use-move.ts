import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useCommand } from "@/shared/api";
import { useTranslation } from "@/shared/text";
import { toast } from "@/shared/ui";
import {
  type Action,
  ALL,
  acknowledgeStep,
  type DocumentReceipt,
  decide,
  discardDocument,
  moveDocument,
  recallDocument,
  type ViewerAction,
  viewDocument,
} from "./api";
import type { Move, MoveName } from "./moves";

/** What a move needs besides itself; the sheet asks for it. */
export interface Words {
  comment?: string;
  targetStepId?: string;
  objection?: boolean;
  assigneeId?: number;
}

interface Going {
  move: Move;
  words: Words;
}

const VIEWER: ReadonlySet<MoveName> = new Set(["CONFIRM", "ACCEPT", "ASSIGN", "HANDLE", "SEND_BACK"]);

/** Makes the moves of one paper. `onDone` gets the receipt; copies lead to their new draft. */
export function useMove(
  paper: { id: string; version: number },
  onDone: (receipt: DocumentReceipt | undefined, move: Move) => void,
) {
  const { t } = useTranslation("approvals");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { id, version } = paper;
  return useCommand<Going, DocumentReceipt | undefined>(
    async ({ move, words }, { key }) => {
      const call = { key, ifMatch: version };
      const { name, stepId, viewerId } = move;
      if (name === "REDRAFT" || name === "COPY")
        return moveDocument(id, name === "COPY" ? "copy" : "redraft", { key });
      if (name === "RECALL") return recallDocument(id, words.comment ?? "", call);
      if (name === "DISCARD") return void (await discardDocument(id, call));
      if (name === "ACKNOWLEDGE") return acknowledgeStep(id, stepId ?? "", { key });
      if (VIEWER.has(name)) {
        const body: ViewerAction = {
          action: name,
          comment: words.comment ?? "",
          ...(words.assigneeId ? { assigneeId: words.assigneeId } : {}),
        };
        return viewDocument(id, viewerId ?? "", body, { key });
      }
      return decide(
        id,
        {
          action: name as Action,
          stepId,
          comment: words.comment || undefined,
          targetStepId: words.targetStepId,
          objection: words.objection || undefined,
        },
        call,
      );
    },
    {
      onSuccess: async (receipt, { move }) => {
        onDone(receipt, move);
        void toast(t(`move.${move.name}.done`));
        if (receipt && (move.name === "REDRAFT" || move.name === "COPY")) {
          await navigate({ to: "/erp/drafts/$id", params: { id: receipt.id } });
        }
        await Promise.all([
          queries.invalidateQueries({ queryKey: ALL }),
          queries.invalidateQueries({ queryKey: ["counts"] }),
        ]);
      },
      // Whatever refused it, the screen may be older than the truth.
      onError: () => queries.invalidateQueries({ queryKey: [...ALL, "document", id] }),
    },
  );
}
