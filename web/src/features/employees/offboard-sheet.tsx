import { TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useCommand } from "@/shared/api";
import { dayOf } from "@/shared/format";
import { isDay } from "@/shared/format/days";
import { useTranslation } from "@/shared/text";
import { ConfirmSheet, toast } from "@/shared/ui";
import type { Approver } from "@/shared/ui/line";
import { PersonPicker } from "@/shared/ui/person-picker";
import { type Employee, findPeople, type OffboardAsk, offboard, useDepartmentNames } from "./api";
import classes from "./employee-sheet.module.css";

/** Names of departments beside the people found. */
export function useFindPeople(): (word: string, signal: AbortSignal) => Promise<Approver[]> {
  const place = useDepartmentNames();
  return async (word, signal) =>
    (await findPeople(word, signal)).map((each) => ({
      id: each.id,
      name: each.name,
      title: each.position,
      department: place(each.department),
    }));
}

/** 퇴사: the record stays, undecided steps go to the successor once HR reassigns them. */
export function OffboardSheet({
  opened,
  onClose,
  person,
}: {
  opened: boolean;
  onClose: () => void;
  person: Employee;
}) {
  const { t } = useTranslation("employees");
  const queries = useQueryClient();
  const find = useFindPeople();
  const [leftOn, setLeftOn] = useState("");
  const [successor, setSuccessor] = useState<Approver | null>(null);
  useEffect(() => {
    if (!opened) return;
    setLeftOn(dayOf(Date.now()));
    setSuccessor(null);
  }, [opened]);
  const leave = useCommand((body: OffboardAsk, call) => offboard(person.id, body, call), {
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ["employees"] });
      void queries.invalidateQueries({ queryKey: ["erp"] });
      void toast(t("offboard.done", { name: person.name }));
    },
  });
  return (
    <ConfirmSheet
      opened={opened}
      onClose={onClose}
      tone="critical"
      title={t("offboard.title", { name: person.name })}
      action={t("offboard.submit")}
      disabled={!isDay(leftOn)}
      run={() => leave.runAsync({ leftOn, successorId: successor?.id ?? null })}
    >
      <p className={classes.text}>{t("offboard.text")}</p>
      <TextInput
        type="date"
        required
        label={t("offboard.leftOn")}
        value={leftOn}
        onChange={(event) => setLeftOn(event.currentTarget.value)}
      />
      <PersonPicker
        label={t("offboard.successor")}
        description={t("offboard.successorHelp")}
        find={find}
        exclude={[person.id]}
        picked={successor}
        onPick={setSuccessor}
      />
    </ConfirmSheet>
  );
}
