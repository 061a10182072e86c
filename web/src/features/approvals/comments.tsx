import { Button, Textarea } from "@mantine/core";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useState } from "react";
import { useCommand } from "@/shared/api";
import { DateText } from "@/shared/format";
import { isComposing } from "@/shared/keyboard";
import { useTranslation } from "@/shared/text";
import { ConfirmSheet, Form, Loading, ProblemNote } from "@/shared/ui";
import {
  addComment,
  type CommentView,
  commentsQuery,
  type DocumentView,
  editComment,
  hideComment,
} from "./api";
import { stepsOf } from "./moves";
import { useMyId } from "./people";
import classes from "./tabs.module.css";

const EDITABLE_MS = 5 * 60_000;
const LONGEST = 2_000;

/** Decisions speak too: their words stand among the comments, in order of time. */
interface Said {
  key: string;
  name: string;
  text: string;
  at: string;
  decided?: string;
  comment?: CommentView;
}

function useNow(every: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}

/** Ctrl or ⌘ with Enter sends; Enter alone makes a line, and never ends a syllable by sending. */
const sends = (event: KeyboardEvent) =>
  event.key === "Enter" && (event.ctrlKey || event.metaKey) && !isComposing(event);

function Composer({
  id,
  initial = "",
  comment,
  onDone,
}: {
  id: string;
  initial?: string;
  comment?: string;
  onDone: () => void;
}) {
  const { t } = useTranslation(["approvals", "shared"]);
  const [text, setText] = useState(initial);
  const save = useCommand<string, CommentView>(
    (words, call) => (comment ? editComment(id, comment, words, call) : addComment(id, words, call)),
    {
      onSuccess: () => {
        setText("");
        onDone();
      },
    },
  );
  const words = text.trim();
  return (
    <Form className={classes.composer} busy={save.isPending} onSubmit={() => words && save.run(words)}>
      <Textarea
        aria-label={comment ? t("comment.edit") : t("comment.write")}
        placeholder={t("comment.placeholder")}
        minRows={2}
        maxLength={LONGEST}
        value={text}
        autoFocus={comment !== undefined}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (!sends(event)) return;
          event.preventDefault();
          if (words) save.run(words);
        }}
      />
      <ProblemNote error={save.error} />
      <div className={classes.composerFoot}>
        <span className={classes.hint}>{t("comment.hint")}</span>
        {comment && (
          <Button variant="default" onClick={onDone}>
            {t("shared:cancel")}
          </Button>
        )}
        <Button
          type="submit"
          variant={comment ? "filled" : "light"}
          disabled={!words}
          loading={save.isPending}
        >
          {comment ? t("comment.save") : t("comment.add")}
        </Button>
      </div>
    </Form>
  );
}

function Line({
  said,
  id,
  editable,
  refresh,
}: {
  said: Said;
  id: string;
  editable: boolean;
  refresh: () => void;
}) {
  const { t } = useTranslation("approvals");
  const me = useMyId();
  const [editing, setEditing] = useState(false);
  const [hiding, setHiding] = useState(false);
  const { comment } = said;
  const mine = comment && comment.authorId === me && !comment.system && !comment.hiddenAt;
  return (
    <li className={classes.said}>
      <div className={classes.saidHead}>
        <strong>{comment?.system ? t("comment.system") : said.name}</strong>
        {said.decided && <span className={classes.decided}>{said.decided}</span>}
        <DateText value={said.at} as="ago" />
        {comment?.editedAt && <span>{t("comment.edited")}</span>}
        {mine && !editing && (
          <span className={classes.saidActions}>
            {editable && (
              <Button size="compact-xs" variant="subtle" color="gray" onClick={() => setEditing(true)}>
                {t("comment.edit")}
              </Button>
            )}
            <Button size="compact-xs" variant="subtle" color="gray" onClick={() => setHiding(true)}>
              {t("comment.hide")}
            </Button>
          </span>
        )}
      </div>
      {editing && comment ? (
        <Composer
          id={id}
          comment={comment.id}
          initial={comment.text}
          onDone={() => {
            setEditing(false);
            refresh();
          }}
        />
      ) : comment?.hiddenAt ? (
        <p className={classes.hidden}>{t("comment.hidden")}</p>
      ) : (
        <p>{said.text}</p>
      )}
      {comment && (
        <ConfirmSheet
          opened={hiding}
          onClose={() => setHiding(false)}
          title={t("comment.hide")}
          action={t("comment.hide")}
          run={async () => {
            await hideComment(id, comment.id, {});
            refresh();
          }}
        >
          {t("comment.hideText")}
        </ConfirmSheet>
      )}
    </li>
  );
}

/** What people say about a paper. One's own words can be changed for five minutes, then only hidden. */
export function Comments({ document }: { document: DocumentView }) {
  const { t } = useTranslation(["approvals", "shared"]);
  const queries = useQueryClient();
  const query = commentsQuery(document.id);
  const comments = useInfiniteQuery(query);
  const now = useNow(15_000);
  const refresh = () => void queries.invalidateQueries({ queryKey: query.queryKey });

  const decided = stepsOf(document.line.groups).flatMap((step): Said[] =>
    step.comment && step.decidedAt
      ? [
          {
            key: step.id,
            name: step.actedByName ?? step.approverName,
            text: step.comment,
            at: step.decidedAt,
            decided: t(
              `shared:line.state.${step.state === "APPROVED" && step.role !== "APPROVE" ? "AGREED" : step.state}`,
            ),
          },
        ]
      : [],
  );
  const written = (comments.data?.pages ?? [])
    .flatMap((page) => page.items)
    .map(
      (each): Said => ({
        key: each.id,
        name: each.authorName,
        text: each.text,
        at: each.createdAt,
        comment: each,
      }),
    );
  const all = [...decided, ...written].sort((a, b) => a.at.localeCompare(b.at));

  if (comments.isPending) return <Loading rows={3} />;
  return (
    <>
      {comments.isError && <ProblemNote error={comments.error} retry={comments.refetch} />}
      {all.length === 0 && !comments.isError ? (
        <p className={classes.none}>{t("comment.none")}</p>
      ) : (
        <ul className={classes.saidList}>
          {all.map((said) => (
            <Line
              key={said.key}
              said={said}
              id={document.id}
              editable={now - Date.parse(said.at) < EDITABLE_MS}
              refresh={refresh}
            />
          ))}
        </ul>
      )}
      {comments.hasNextPage && (
        <Button
          variant="default"
          loading={comments.isFetchingNextPage}
          onClick={() => void comments.fetchNextPage()}
        >
          {t("shared:more")}
        </Button>
      )}
      {document.state !== "DISCARDED" && <Composer id={document.id} onDone={refresh} />}
    </>
  );
}
