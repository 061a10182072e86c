import { ActionIcon, Button, FileButton, Progress } from "@mantine/core";
import { IconFile, IconPaperclip, IconRefresh, IconX } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type DragEvent, useRef, useState } from "react";
import { newKey } from "@/shared/api";
import { upload } from "@/shared/api/files";
import { useFormat } from "@/shared/format";
import { useTranslation } from "@/shared/text";
import { Loading, ProblemNote, Section, useProblemText } from "@/shared/ui";
import { type AttachmentView, attachmentPath, attachmentsQuery, detach } from "./api";
import classes from "./draft-attachments.module.css";

const MOST = 10;
const LARGEST = 10 * 1024 * 1024;

interface Going {
  key: string;
  file: File;
  part: number;
  error?: unknown;
  stop: AbortController;
}

/** Files of a draft: dropped or chosen, sent one by one with their progress, at most ten of 10 MiB. */
export function DraftAttachments({ id }: { id: string }) {
  const { t } = useTranslation(["approvals", "shared"]);
  const format = useFormat();
  const say = useProblemText();
  const queries = useQueryClient();
  const attachments = useQuery(attachmentsQuery(id));
  const [going, setGoing] = useState<readonly Going[]>([]);
  const [refused, setRefused] = useState<string[]>([]);
  const [over, setOver] = useState(false);
  const [failed, setFailed] = useState<unknown>(null);
  const queue = useRef(Promise.resolve());
  const reset = useRef<() => void>(null);
  const held = attachments.data?.items ?? [];
  const room = MOST - held.length - going.length;

  const change = (key: string, part: Partial<Going> | null) =>
    setGoing((all) =>
      part === null
        ? all.filter((one) => one.key !== key)
        : all.map((one) => (one.key === key ? { ...one, ...part } : one)),
    );
  const refresh = () => queries.invalidateQueries({ queryKey: attachmentsQuery(id).queryKey });

  const send = async (one: Going): Promise<void> => {
    if (one.stop.signal.aborted) return;
    try {
      await upload<AttachmentView>(attachmentPath(id), { name: one.file.name }, one.file, {
        key: one.key,
        signal: one.stop.signal,
        onProgress: (part) => change(one.key, { part }),
      });
      await refresh();
      change(one.key, null);
    } catch (error) {
      if (one.stop.signal.aborted) change(one.key, null);
      else change(one.key, { error });
    }
  };
  const begin = (one: Going) => {
    queue.current = queue.current.then(() => send(one));
  };
  const take = (files: readonly File[]) => {
    reset.current?.();
    const large = files.filter((file) => file.size > LARGEST);
    const empty = files.filter((file) => file.size === 0);
    const fitting = files.filter((file) => !large.includes(file) && !empty.includes(file));
    const fresh = fitting
      .slice(0, Math.max(0, room))
      .map((file): Going => ({ key: newKey(), file, part: 0, stop: new AbortController() }));
    setRefused([
      ...large.map((file) => t("attachment.large", { name: file.name, size: format.bytes(file.size) })),
      ...empty.map((file) => t("attachment.empty", { name: file.name })),
      ...(fitting.length > fresh.length ? [t("attachment.many")] : []),
    ]);
    setGoing((all) => [...all, ...fresh]);
    for (const one of fresh) begin(one);
  };
  const again = (one: Going) => {
    const next = { ...one, part: 0, error: undefined };
    change(one.key, next);
    begin(next);
  };
  const remove = async (file: AttachmentView) => {
    setFailed(null);
    try {
      await detach(id, file.id, {});
      await refresh();
    } catch (error) {
      setFailed(error);
    }
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take([...event.dataTransfer.files]);
  };

  return (
    <Section title={t("attachment.title")}>
      <div
        className={classes.drop}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <FileButton multiple onChange={take} resetRef={reset}>
          {(props) => (
            <Button
              {...props}
              variant="default"
              leftSection={<IconPaperclip size={16} stroke={1.5} />}
              disabled={room <= 0}
            >
              {t("attachment.add")}
            </Button>
          )}
        </FileButton>
        <span className={classes.limit}>{t("attachment.limit")}</span>
      </div>
      <div aria-live="polite">
        {refused.map((line) => (
          <p key={line} className={classes.refused}>
            {line}
          </p>
        ))}
      </div>
      <ProblemNote error={failed} />
      {attachments.isPending ? (
        <Loading rows={1} />
      ) : attachments.isError ? (
        <ProblemNote error={attachments.error} retry={attachments.refetch} />
      ) : (
        <ul className={classes.files}>
          {held.map((file) => (
            <li key={file.id}>
              <IconFile size={18} stroke={1.5} aria-hidden />
              <span className={classes.name}>{file.name}</span>
              <span className={classes.size}>{format.bytes(file.size)}</span>
              <ActionIcon
                aria-label={t("attachment.remove", { name: file.name })}
                onClick={() => void remove(file)}
              >
                <IconX size={16} stroke={1.5} />
              </ActionIcon>
            </li>
          ))}
          {going.map((one) => (
            <li key={one.key} aria-busy={!one.error}>
              <IconFile size={18} stroke={1.5} aria-hidden />
              <span className={classes.name}>
                {one.file.name}
                {one.error ? (
                  <span className={classes.refused}>{say(one.error)}</span>
                ) : (
                  <Progress
                    size="sm"
                    value={one.part * 100}
                    aria-label={t("attachment.sending", { name: one.file.name })}
                  />
                )}
              </span>
              <span className={classes.size}>
                {one.error ? format.bytes(one.file.size) : `${Math.round(one.part * 100)}%`}
              </span>
              {Boolean(one.error) && (
                <ActionIcon aria-label={t("shared:retry")} onClick={() => again(one)}>
                  <IconRefresh size={16} stroke={1.5} />
                </ActionIcon>
              )}
              <ActionIcon
                aria-label={t("attachment.stop", { name: one.file.name })}
                onClick={() => {
                  one.stop.abort();
                  change(one.key, null);
                }}
              >
                <IconX size={16} stroke={1.5} />
              </ActionIcon>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
