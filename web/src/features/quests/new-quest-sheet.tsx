import { Select, Textarea, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { departmentName, meAtWorkQuery } from "@/features/employees/api";
import { useCommand } from "@/shared/api";
import { useFormat } from "@/shared/format";
import { usePreferences } from "@/shared/preferences";
import { useTranslation } from "@/shared/text";
import { ConfirmSheet, toast } from "@/shared/ui";
import { create, type NewQuest } from "./api";
import classes from "./manage.module.css";

const REWARDS = Array.from({ length: 10 }, (_, n) => (n + 1) / 2);

/** Offers work to a department one heads. */
export function NewQuestSheet({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation("quests");
  const { language } = usePreferences();
  const format = useFormat();
  const queries = useQueryClient();
  const me = useQuery({ ...meAtWorkQuery, enabled: opened });
  const places = me.data?.managedDepartments ?? [];
  const [title, setTitle] = useState("");
  const [description, setDescription] = useState("");
  const [reward, setReward] = useState("1");
  const [place, setPlace] = useState<string | null>(null);
  const chosen = place ?? places[0]?.name ?? null;
  useEffect(() => {
    if (!opened) return;
    setTitle("");
    setDescription("");
    setReward("1");
    setPlace(null);
  }, [opened]);
  const add = useCommand((body: NewQuest, call) => create(body, call), {
    onSuccess: () => {
      void toast(t("did.create"));
      return queries.invalidateQueries({ queryKey: ["quests"] });
    },
  });
  return (
    <ConfirmSheet
      opened={opened}
      onClose={onClose}
      title={t("new.title")}
      action={t("new.submit")}
      disabled={!title.trim() || !chosen}
      run={() =>
        add.runAsync({
          title: title.trim(),
          description: description.trim(),
          rewardDays: Number(reward),
          department: chosen ?? "",
        })
      }
    >
      <div className={classes.form}>
        <TextInput
          label={t("new.name")}
          placeholder={t("new.nameHint")}
          maxLength={200}
          required
          data-autofocus
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <Textarea
          label={t("new.description")}
          maxLength={2000}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        <div className={classes.pair}>
          <Select
            label={t("reward")}
            data={REWARDS.map((days) => ({
              value: String(days),
              label: t("shared:days", { count: days, value: format.days(days) }),
            }))}
            value={reward}
            onChange={(value) => setReward(value ?? "1")}
          />
          <Select
            label={t("new.department")}
            data={places.map((each) => ({ value: each.name, label: departmentName(each, language) }))}
            value={chosen}
            onChange={setPlace}
          />
        </div>
      </div>
    </ConfirmSheet>
  );
}
