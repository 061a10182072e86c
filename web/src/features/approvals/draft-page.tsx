import { Button, Select, Skeleton, Textarea, TextInput } from "@mantine/core";
import { IconFileOff } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Navigate, useNavigate, useParams } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { isProblem } from "@/shared/api";
import { useKeys } from "@/shared/keyboard";
import { useTranslation } from "@/shared/text";
import {
  ActionBar,
  ConfirmSheet,
  Empty,
  Loading,
  Note,
  Page,
  ProblemNote,
  SavedAt,
  Section,
  toast,
  useProblemText,
} from "@/shared/ui";
import {
  ALL,
  type DocumentView,
  discardDocument,
  documentQuery,
  type Form,
  formQuery,
  type Grade,
} from "./api";
import barClasses from "./document-bar.module.css";
import classes from "./draft.module.css";
import { DraftAttachments } from "./draft-attachments";
import { DraftFields } from "./draft-fields";
import { DraftLine, DraftViewers } from "./draft-line";
import { type FieldFlaw, flaws, type Values } from "./fields";
import { useFormWords } from "./forms";
import { lineOf } from "./line-shape";
import { useMyId } from "./people";
import { PreflightSheet } from "./preflight-sheet";
import { type Saving, useDraft, type ViewerChoice } from "./use-draft";
import { useServerWords } from "./words";

const GRADES = ["S", "A", "B", "C"] as const;
const CONTENT = 100_000;

function SavingState({ saving, retry }: { saving: Saving; retry: () => void }) {
  const { t } = useTranslation(["approvals", "shared"]);
  const say = useProblemText();
  if (saving.state === "saved") {
    return (
      <span className={classes.state}>
        <SavedAt at={saving.at} />
      </span>
    );
  }
  if (saving.state === "failed") {
    return (
      <span className={classes.state} data-tone="bad" role="alert">
        {t("draft.failed")} {say(saving.error)}{" "}
        <Button size="compact-xs" variant="subtle" onClick={retry}>
          {t("shared:retry")}
        </Button>
      </span>
    );
  }
  return (
    <span className={classes.state} role="status">
      {t(`draft.${saving.state}`)}
    </span>
  );
}

/** The words of each flaw under its field, once the field was left or everything is asked for. */
function useErrors(found: readonly FieldFlaw[], shown: (path: string) => boolean) {
  const { t } = useTranslation("approvals");
  const say = useServerWords();
  return new Map(
    found
      .filter(({ path }) => shown(path))
      .map(({ path, kind, limit, message }) => [
        path,
        kind === "check" ? say(message, t("flaw.check")) : t(`flaw.${kind}`, { limit }),
      ]),
  );
}

function Editor({ document, form, reload }: { document: DocumentView; form: Form; reload: () => void }) {
  const { t } = useTranslation(["approvals", "shared"]);
  const words = useFormWords();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const me = useMyId();
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [complete, setComplete] = useState(false);
  const [looking, setLooking] = useState(false);
  const [discarding, setDiscarding] = useState(false);
  const begin = useMemo(
    () => ({
      paper: {
        title: document.title,
        content: document.content,
        fields: document.fields as Values,
        grade: document.grade,
      },
      line: {
        groups: lineOf(document.line),
        viewers: document.line.viewers.map(
          (viewer): ViewerChoice => ({
            kind: viewer.kind,
            employeeId: viewer.employeeId ?? undefined,
            departmentId: viewer.departmentId ?? undefined,
            label: viewer.employeeName ?? viewer.department,
          }),
        ),
      },
    }),
    [document],
  );
  const draft = useDraft(document, form, begin);
  const { paper, setPaper } = draft;
  const found = useMemo(() => flaws(form, paper.fields, complete), [form, paper.fields, complete]);
  const errors = useErrors(found, (path) => complete || touched.has(path));
  const touch = (path: string) => setTouched((was) => (was.has(path) ? was : new Set([...was, path])));
  const untitled = complete && !paper.title.trim();

  const goTo = (place: string) => {
    setLooking(false);
    setComplete(true);
    requestAnimationFrame(() => {
      const target = window.document.getElementById(place);
      target?.scrollIntoView({ block: "center" });
      target?.focus({ preventScroll: true });
    });
  };
  const check = async () => {
    setComplete(true);
    if (await draft.save()) setLooking(true);
  };
  const leave = async () => {
    draft.settle();
    await Promise.all([
      queries.invalidateQueries({ queryKey: ALL }),
      queries.invalidateQueries({ queryKey: ["counts"] }),
    ]);
  };
  useKeys(t("draft.keys"), [
    { key: "mod+s", label: t("draft.save"), run: () => void draft.save(), always: true },
    { key: "mod+Enter", label: t("preflight.title"), run: () => void check(), always: true },
  ]);

  return (
    <>
      {draft.saving.state === "conflict" && (
        <Note
          tone="caution"
          title={t("shared:stale.changed")}
          actions={
            <>
              <Button size="xs" variant="default" onClick={reload}>
                {t("shared:stale.reload")}
              </Button>
              <Button size="xs" variant="default" onClick={() => void draft.keepMine()}>
                {t("draft.keepMine")}
              </Button>
            </>
          }
        >
          {t("draft.conflictText")}
        </Note>
      )}
      <div className={classes.columns}>
        <div className={classes.column}>
          <Section title={words.form(form)} lead={words.lead(form) || undefined}>
            <div className={classes.stack}>
              <TextInput
                id="field-title"
                label={t("draft.title")}
                required
                maxLength={200}
                autoComplete="off"
                value={paper.title}
                error={untitled ? t("flaw.title") : undefined}
                onChange={(event) => setPaper({ ...paper, title: event.currentTarget.value })}
              />
              <DraftFields
                form={form}
                values={paper.fields}
                errors={errors}
                onTouch={touch}
                onChange={(part) => setPaper((was) => ({ ...was, fields: { ...was.fields, ...part } }))}
              />
              <Textarea
                id="field-content"
                label={t("draft.content")}
                minRows={form.id === "general" ? 10 : 4}
                maxLength={CONTENT}
                value={paper.content}
                onChange={(event) => setPaper({ ...paper, content: event.currentTarget.value })}
              />
              <Select
                label={t("paper.grade")}
                description={t(`grade.${paper.grade}.text`)}
                inputWrapperOrder={["label", "input", "description"]}
                data={GRADES.map((grade) => ({ value: grade, label: t(`grade.${grade}.name`) }))}
                value={paper.grade}
                onChange={(grade) => grade && setPaper({ ...paper, grade: grade as Grade })}
              />
            </div>
          </Section>
          <DraftAttachments id={document.id} />
        </div>
        <div className={classes.column}>
          <DraftLine id={document.id} draft={draft} mine={me} />
          <DraftViewers draft={draft} mine={me} />
        </div>
      </div>
      <div className={barClasses.bar}>
        <ActionBar>
          <SavingState saving={draft.saving} retry={() => void draft.save()} />
          <Button variant="subtle" color="gray" className={classes.quiet} onClick={() => setDiscarding(true)}>
            {t("draft.discard")}
          </Button>
          <Button
            variant="default"
            loading={draft.saving.state === "saving"}
            onClick={() => void draft.save().then((done) => (done ? toast(t("draft.savedNow")) : undefined))}
          >
            {t("draft.save")}
          </Button>
          <Button onClick={() => void check()}>{t("draft.submit")}</Button>
        </ActionBar>
      </div>
      {looking && (
        <PreflightSheet
          id={document.id}
          version={draft.version}
          form={form}
          onClose={() => setLooking(false)}
          goTo={goTo}
          onSubmitted={() => {
            void leave();
            void toast(t("draft.submitted"));
            void navigate({ to: "/erp/documents/$id", params: { id: document.id }, replace: true });
          }}
        />
      )}
      <ConfirmSheet
        opened={discarding}
        onClose={() => setDiscarding(false)}
        title={t("draft.discard")}
        action={t("draft.discard")}
        tone="critical"
        run={async () => {
          draft.settle();
          await discardDocument(document.id, { ifMatch: draft.version });
          void leave();
          void toast(t("draft.discarded"));
          await navigate({ to: "/erp/boxes/$box", params: { box: "drafts" }, replace: true });
        }}
      >
        {t("draft.discardText")}
      </ConfirmSheet>
    </>
  );
}

/** 기안 작성: a draft that saves itself, with its line, its viewers and its files. */
export default function DraftPage() {
  const { t } = useTranslation("approvals");
  const { id } = useParams({ strict: false }) as { id: string };
  const me = useMyId();
  const [turn, setTurn] = useState(0);
  const document = useQuery({ ...documentQuery(id), refetchOnWindowFocus: false });
  const paper = document.data;
  const form = useQuery({
    ...formQuery(paper?.formId ?? "", paper?.formVersion ?? 0),
    enabled: paper !== undefined,
  });
  if (paper && !document.isFetching && (paper.state !== "DRAFT" || paper.drafterId !== me)) {
    return <Navigate to="/erp/documents/$id" params={{ id }} replace />;
  }
  const missing = isProblem(document.error) && document.error.status === 404;
  const reload = () => void document.refetch().then(() => setTurn((was) => was + 1));
  const failed = document.isError ? document : form.isError ? form : undefined;
  return (
    <Page title={t("draft.page")}>
      {missing ? (
        <Empty
          icon={IconFileOff}
          title={t("document.missing")}
          action={
            <Button component={Link} to="/erp/drafts/new" variant="default">
              {t("draft.new")}
            </Button>
          }
        >
          {t("document.missingText")}
        </Empty>
      ) : failed && !(paper && form.data) ? (
        <ProblemNote error={failed.error} retry={failed.refetch} />
      ) : paper && form.data && document.isFetchedAfterMount ? (
        <Editor key={`${id}:${turn}`} document={paper} form={form.data} reload={reload} />
      ) : (
        <Loading>
          <div className={classes.columns}>
            <Skeleton height={420} radius="md" />
            <Skeleton height={320} radius="md" />
          </div>
        </Loading>
      )}
    </Page>
  );
}
