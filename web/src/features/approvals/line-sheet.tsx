import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { newKey } from "@/shared/api";
import { useTranslation } from "@/shared/text";
import { ConfirmSheet, Note, toast } from "@/shared/ui";
import { lineBody } from "@/shared/ui/line";
import { LineEditor } from "@/shared/ui/line-editor";
import { ALL, type DocumentView, patchLine } from "./api";
import { remainingOf, shownLine } from "./line-shape";
import { useDepartmentName, usePeople } from "./people";
import { useWhy } from "./words";

/** 결재선 변경: the steps of a submitted paper that have not begun. */
export function LineSheet({
  document,
  onClose,
  onDone,
}: {
  document: DocumentView;
  onClose: () => void;
  onDone: (version: number) => void;
}) {
  const { t } = useTranslation("approvals");
  const why = useWhy();
  const queries = useQueryClient();
  const find = usePeople();
  const department = useDepartmentName();
  const [groups, setGroups] = useState(() => remainingOf(document.line));
  const [key] = useState(newKey);
  return (
    <ConfirmSheet
      opened
      onClose={onClose}
      size="lg"
      title={t("move.CHANGE_LINE.name")}
      action={t("lineSheet.save")}
      run={async () => {
        const receipt = await patchLine(document.id, lineBody(groups), { ifMatch: document.version, key });
        onDone(receipt.version);
        void toast(t("move.CHANGE_LINE.done"));
        await queries.invalidateQueries({ queryKey: ALL });
      }}
    >
      <Note>{t("lineSheet.text")}</Note>
      <LineEditor
        value={shownLine(groups, department, why)}
        onChange={setGroups}
        find={find}
        exclude={[document.drafterId]}
      />
    </ConfirmSheet>
  );
}
