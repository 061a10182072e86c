import { SegmentedControl, Select } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { may, useMe } from "@/shared/access";
import { useCommand } from "@/shared/api";
import type { Bucket } from "@/shared/api/schema.gen";
import { useFormat } from "@/shared/format";
import { useTranslation } from "@/shared/text";
import { ConfirmSheet, toast } from "@/shared/ui";
import { type Adjustment, adjustLeave } from "./api";
import classes from "./employee-sheet.module.css";

const BUCKETS = ["STATUTORY", "REWARD", "COMPENSATORY", "COMPANY"] as const satisfies readonly Bucket[];
const AMOUNTS = Array.from({ length: 40 }, (_, n) => (n + 1) / 4);

/** 연차 조정 with a reason: HR in every bucket, a head in 포상휴가 alone. */
export function AdjustSheet({
  opened,
  onClose,
  person,
}: {
  opened: boolean;
  onClose: () => void;
  person: { id: number; name: string } | null;
}) {
  const { t } = useTranslation("employees");
  const hr = may(useMe(), ["hr"]);
  const format = useFormat();
  const queries = useQueryClient();
  const [sign, setSign] = useState("+");
  const [amount, setAmount] = useState("1");
  const [bucket, setBucket] = useState<Bucket>(hr ? "STATUTORY" : "REWARD");
  useEffect(() => {
    if (!opened) return;
    setSign("+");
    setAmount("1");
    setBucket(hr ? "STATUTORY" : "REWARD");
  }, [opened, hr]);
  const adjust = useCommand(
    ({ id, ...body }: Adjustment & { id: number }, call) => adjustLeave(id, body, call),
    {
      onSuccess: ({ newBalance }) => {
        void toast(t("adjust.done", { balance: format.days(newBalance) }));
        return queries.invalidateQueries({ queryKey: ["leave"] });
      },
    },
  );
  return (
    <ConfirmSheet
      opened={opened}
      onClose={onClose}
      title={t("adjust.title", { name: person?.name ?? "" })}
      action={t("adjust.submit")}
      reason={{ required: true, placeholder: t("adjust.reason") }}
      run={(reason) =>
        adjust.runAsync({
          id: person?.id ?? 0,
          adjustment: (sign === "+" ? 1 : -1) * Number(amount),
          bucket,
          reason,
        })
      }
    >
      <p className={classes.text}>{t(hr ? "adjust.text" : "adjust.managerText")}</p>
      <div className={classes.form}>
        <SegmentedControl
          className={classes.whole}
          aria-label={t("adjust.sign")}
          value={sign}
          onChange={setSign}
          data={[
            { value: "+", label: t("adjust.plus") },
            { value: "-", label: t("adjust.minus") },
          ]}
        />
        <Select
          label={t("adjust.amount")}
          searchable
          value={amount}
          onChange={(value) => setAmount(value ?? "1")}
          data={AMOUNTS.map((days) => ({
            value: String(days),
            label: t("shared:days", { count: days, value: format.days(days) }),
          }))}
        />
        <Select
          label={t("leave:bucket.label")}
          value={bucket}
          onChange={(value) => setBucket((value ?? "REWARD") as Bucket)}
          data={(hr ? BUCKETS : (["REWARD"] as const)).map((each) => ({
            value: each,
            label: t(`leave:bucket.${each}`),
          }))}
        />
      </div>
    </ConfirmSheet>
  );
}
