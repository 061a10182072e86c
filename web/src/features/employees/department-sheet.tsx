import { Select, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useCommand } from "@/shared/api";
import { usePreferences } from "@/shared/preferences";
import { useTranslation } from "@/shared/text";
import { ConfirmSheet, toast } from "@/shared/ui";
import type { Approver } from "@/shared/ui/line";
import { PersonPicker } from "@/shared/ui/person-picker";
import { type Department, departmentName, found, rearrange, usePeople } from "./api";
import classes from "./employee-sheet.module.css";
import { useFindPeople } from "./offboard-sheet";

interface Fields {
  name: string;
  korean: string;
  english: string;
  parentId: string;
  head: Approver | null;
}

const CODE = /^[A-Z][A-Z0-9_]*$/;

/** A new department, or new names, another place and another head for one. */
export function DepartmentSheet({
  opened,
  onClose,
  department,
  all,
}: {
  opened: boolean;
  onClose: () => void;
  department?: Department;
  all: readonly Department[];
}) {
  const { t } = useTranslation("employees");
  const { language } = usePreferences();
  const queries = useQueryClient();
  const find = useFindPeople();
  const people = usePeople(opened);
  const head = department?.headId == null ? null : (people.get(department.headId) ?? null);
  const [fields, setFields] = useState<Fields>({
    name: "",
    korean: "",
    english: "",
    parentId: "",
    head: null,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was typed must not be lost when names arrive later.
  useEffect(() => {
    if (!opened) return;
    setFields({
      name: department?.name ?? "",
      korean: department?.korean ?? "",
      english: department?.english ?? "",
      parentId: department?.parentId ? String(department.parentId) : "",
      head,
    });
  }, [opened, department]);
  const put = (part: Partial<Fields>) => setFields((before) => ({ ...before, ...part }));
  const save = useCommand(
    (body: Fields, call) => {
      const words = {
        korean: body.korean.trim(),
        english: body.english.trim(),
        parentId: Number(body.parentId) || null,
        headId: body.head?.id ?? null,
      };
      return department
        ? rearrange(department.id, words, { ...call, ifMatch: department.version ?? 1 })
        : found({ name: body.name, ...words }, call);
    },
    {
      onSuccess: () => {
        void toast(t("place.done"));
        return queries.invalidateQueries({ queryKey: ["erp"] });
      },
    },
  );
  const ready = fields.korean.trim() && fields.english.trim() && (department || CODE.test(fields.name));
  return (
    <ConfirmSheet
      opened={opened}
      onClose={onClose}
      title={
        department ? t("place.changeTitle", { name: departmentName(department, language) }) : t("place.open")
      }
      action={t("place.save")}
      disabled={!ready}
      run={() => save.runAsync(fields)}
    >
      <div className={classes.form}>
        {!department && (
          <TextInput
            className={classes.whole}
            required
            label={t("place.code")}
            description={t("place.codeHelp")}
            inputWrapperOrder={["label", "input", "description", "error"]}
            maxLength={50}
            value={fields.name}
            onChange={(event) => put({ name: event.currentTarget.value.toUpperCase() })}
          />
        )}
        <TextInput
          required
          label={t("place.korean")}
          maxLength={100}
          value={fields.korean}
          onChange={(event) => put({ korean: event.currentTarget.value })}
        />
        <TextInput
          required
          label={t("place.english")}
          maxLength={100}
          value={fields.english}
          onChange={(event) => put({ english: event.currentTarget.value })}
        />
        <Select
          className={classes.whole}
          label={t("place.parent")}
          value={fields.parentId}
          onChange={(value) => put({ parentId: value ?? "" })}
          data={[
            { value: "", label: t("place.top") },
            ...all
              .filter((each) => each.id !== department?.id)
              .map((each) => ({ value: String(each.id), label: departmentName(each, language) })),
          ]}
        />
        <div className={classes.whole}>
          <PersonPicker
            label={t("head")}
            description={t("place.headHelp")}
            find={find}
            picked={fields.head}
            onPick={(person) => put({ head: person })}
          />
        </div>
      </div>
    </ConfirmSheet>
  );
}
