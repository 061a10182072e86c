import { Checkbox, Group, Select, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useCommand } from "@/shared/api";
import { dayOf } from "@/shared/format";
import { addDays, useDayWords } from "@/shared/format/days";
import { usePreferences } from "@/shared/preferences";
import { useTranslation } from "@/shared/text";
import { ConfirmSheet, toast } from "@/shared/ui";
import { change, departmentName, type Employee, type EmployeeAsk, hire, orgChartQuery } from "./api";
import { askOf, type Fields, fieldsOf, patchOf } from "./employee-form";
import classes from "./employee-sheet.module.css";
import { placesOf } from "./members";

const MONDAY = "2026-01-05";

/** HR adds somebody, or changes and moves whom `person` is. */
export function EmployeeSheet({
  opened,
  onClose,
  person,
}: {
  opened: boolean;
  onClose: () => void;
  person?: Employee;
}) {
  const { t } = useTranslation("employees");
  const { language } = usePreferences();
  const words = useDayWords();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const chart = useQuery({ ...orgChartQuery, enabled: opened });
  const [fields, setFields] = useState<Fields>(() => fieldsOf(person, dayOf(Date.now())));
  useEffect(() => {
    if (opened) setFields(fieldsOf(person, dayOf(Date.now())));
  }, [opened, person]);
  const put = (part: Partial<Fields>) => setFields((before) => ({ ...before, ...part }));
  const ask = askOf(fields);
  const save = useCommand(
    (body: EmployeeAsk, call) =>
      person
        ? change(person.id, patchOf(person, body), { ...call, ifMatch: person.version })
        : hire(body, call),
    {
      onSuccess: async (saved) => {
        void queries.invalidateQueries({ queryKey: ["employees"] });
        void queries.invalidateQueries({ queryKey: ["erp"] });
        void toast(t(person ? "change.done" : "hire.done", { name: saved.name }));
        if (!person) await navigate({ to: `/erp/people/${saved.id}` as string });
      },
    },
  );
  const nothing = person && ask ? Object.keys(patchOf(person, ask)).length === 0 : false;
  const text = (name: "name" | "position" | "email", required: boolean) => (
    <TextInput
      label={t(`field.${name}`)}
      type={name === "email" ? "email" : "text"}
      required={required}
      maxLength={100}
      value={fields[name]}
      onChange={(event) => put({ [name]: event.currentTarget.value })}
    />
  );
  return (
    <ConfirmSheet
      opened={opened}
      onClose={onClose}
      size="lg"
      title={person ? t("change.title", { name: person.name }) : t("hire.title")}
      action={person ? t("change.submit") : t("hire.submit")}
      disabled={!ask || nothing}
      run={() => (ask ? save.runAsync(ask) : Promise.resolve())}
    >
      <div className={classes.form}>
        {text("name", true)}
        {text("position", true)}
        <Select
          label={t("department")}
          required
          searchable
          value={fields.departmentId || null}
          onChange={(value) => put({ departmentId: value ?? "" })}
          data={(chart.data ? placesOf(chart.data) : []).map((place) => ({
            value: String(place.id),
            label: departmentName(place, language),
          }))}
        />
        <TextInput
          type="date"
          required
          label={t("field.hireDate")}
          value={fields.hireDate}
          onChange={(event) => put({ hireDate: event.currentTarget.value })}
        />
        <div className={classes.whole}>
          <TextInput
            type="email"
            label={t("field.email")}
            description={t("field.emailHelp")}
            inputWrapperOrder={["label", "input", "description", "error"]}
            maxLength={100}
            value={fields.email}
            onChange={(event) => put({ email: event.currentTarget.value })}
          />
        </div>
        <Checkbox.Group
          className={classes.whole}
          label={t("field.workDays")}
          value={fields.workDays}
          onChange={(workDays) => put({ workDays })}
        >
          <Group gap="md" mt={4}>
            {Array.from({ length: 7 }, (_, n) => (
              <Checkbox key={n} value={String(n + 1)} label={words.weekday(addDays(MONDAY, n))} />
            ))}
          </Group>
        </Checkbox.Group>
        <TextInput
          inputMode="decimal"
          label={t("field.dayHours")}
          value={fields.dayHours}
          onChange={(event) => put({ dayHours: event.currentTarget.value })}
        />
      </div>
    </ConfirmSheet>
  );
}
