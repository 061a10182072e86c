import { Button, Drawer, Group, Modal, Stack, Textarea } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useCommand } from "@/shared/api";
import { useTranslation } from "@/shared/text";
import { Form, ProblemNote, usePhone } from "@/shared/ui";
import { ALL, type BatchResult, type BoxItem, decideMany } from "./api";
import { approvalOf } from "./boxes";
import classes from "./bulk-approve.module.css";
import { useServerWords } from "./words";

/** 일괄 승인: what is about to be approved, then what became of each of them. */
export default function BulkApprove({ items, onClose }: { items: readonly BoxItem[]; onClose: () => void }) {
  const { t } = useTranslation(["approvals", "shared"]);
  const say = useServerWords();
  const queries = useQueryClient();
  const phone = usePhone();
  const [comment, setComment] = useState("");
  const [results, setResults] = useState<readonly BatchResult[]>();
  // The list behind loses what was approved; this sheet keeps the rows it began with.
  const [rows] = useState(items);
  const approve = useCommand<string, readonly BatchResult[]>(
    async (words, call) =>
      (
        await decideMany(
          rows.map((item) => ({
            documentId: item.documentId,
            action: approvalOf(item),
            stepId: item.stepId,
            comment: words || undefined,
          })),
          call,
        )
      ).items,
    {
      onSuccess: (found) => {
        setResults(found);
        void queries.invalidateQueries({ queryKey: ALL });
        void queries.invalidateQueries({ queryKey: ["counts"] });
      },
    },
  );
  const done = results?.filter((result) => result.status === 200).length ?? 0;
  const of = (item: BoxItem) => results?.find((result) => result.documentId === item.documentId);
  const list = (
    <ul className={classes.list}>
      {rows.map((item) => {
        const result = of(item);
        const failed = result && result.status !== 200;
        return (
          <li key={`${item.documentId}:${item.stepId}`}>
            <span className={classes.title}>
              {item.title}
              <small>
                {item.drafterName}
                {item.onBehalfOfName && ` · ${t("box.proxy", { name: item.onBehalfOfName })}`}
              </small>
              {failed && (
                <span className={classes.failed}>
                  {say(
                    result.detail,
                    t(`shared:problem.code.${result.code}`, { defaultValue: t("bulk.failed") }),
                  )}
                </span>
              )}
            </span>
            {result &&
              (failed ? (
                <IconAlertTriangle size={18} className={classes.failed} aria-label={t("bulk.failed")} />
              ) : (
                <IconCircleCheck size={18} className={classes.done} aria-label={t("bulk.one")} />
              ))}
          </li>
        );
      })}
    </ul>
  );
  const body = results ? (
    <Stack gap="md">
      <strong role="status">
        {done === rows.length
          ? t("bulk.allDone", { count: done })
          : t("bulk.someDone", { done, failed: rows.length - done })}
      </strong>
      {list}
      <Group justify="flex-end" grow={phone}>
        <Button onClick={onClose} data-autofocus>
          {t("shared:close")}
        </Button>
      </Group>
    </Stack>
  ) : (
    <Form busy={approve.isPending} onSubmit={() => approve.run(comment.trim())}>
      <Stack gap="md">
        <span>{t("bulk.text", { count: rows.length })}</span>
        {list}
        <Textarea
          label={t("sheet.opinion")}
          placeholder={t("sheet.opinionHint")}
          minRows={2}
          maxLength={2_000}
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
        />
        <ProblemNote error={approve.error} />
        <Group justify="flex-end" grow={phone} gap="xs">
          <Button variant="default" onClick={onClose} disabled={approve.isPending}>
            {t("shared:cancel")}
          </Button>
          <Button type="submit" loading={approve.isPending} data-autofocus>
            {t("bulk.do", { count: rows.length })}
          </Button>
        </Group>
      </Stack>
    </Form>
  );
  const shared = {
    opened: true,
    onClose: approve.isPending ? () => undefined : onClose,
    title: t("bulk.title"),
    closeButtonProps: { "aria-label": t("shared:close") },
  };
  return phone ? (
    <Drawer {...shared} position="bottom" size="auto" radius="lg">
      {body}
    </Drawer>
  ) : (
    <Modal {...shared} size="md">
      {body}
    </Modal>
  );
}
