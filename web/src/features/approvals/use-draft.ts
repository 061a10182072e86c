import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { isProblem, send } from "@/shared/api";
import type { LineGroup } from "@/shared/ui/line";
import { lineBody, tidy } from "@/shared/ui/line";
import {
  autoLine,
  type DocumentView,
  documentQuery,
  type Form,
  type Grade,
  patchDocument,
  putLine,
} from "./api";
import { type Values, wire } from "./fields";
import { lineOf } from "./line-shape";

const EVERY_MS = 5_000;

export interface ViewerChoice {
  kind: "CC" | "READ" | "RECEIVE";
  employeeId?: number;
  departmentId?: number;
  label: string;
}

export interface Paper {
  title: string;
  content: string;
  fields: Values;
  grade: Grade;
}

export interface Line {
  groups: LineGroup[];
  viewers: ViewerChoice[];
}

export type Saving =
  | { state: "saved"; at: number }
  | { state: "unsaved" | "saving" }
  | { state: "failed"; error: unknown }
  | { state: "conflict" };

const viewerBody = ({ kind, employeeId, departmentId }: ViewerChoice) => ({
  kind,
  ...(employeeId ? { employeeId } : {}),
  ...(departmentId ? { departmentId } : {}),
});

const bodyOf = (line: Line) => ({
  ...lineBody(tidy(line.groups)),
  viewers: line.viewers.map(viewerBody),
});

const viewersIn = (document: DocumentView): ViewerChoice[] =>
  document.line.viewers.map(({ kind, employeeId, departmentId }) => ({
    kind,
    employeeId: employeeId ?? undefined,
    departmentId: departmentId ?? undefined,
    label: "",
  }));

const read = (id: string) => send<DocumentView>("GET", `/api/v2/erp/documents/${id}`);

/**
 * A draft that saves itself: five seconds after a change, when it is left, and on demand.
 *
 * One save follows the other, each on the version of the last answer. When somebody else (another tab) was
 * faster, nothing is overwritten: the state is `conflict` until `keepMine` or a reload decides. A save whose
 * answer was lost is recognised by what the server holds.
 */
export function useDraft(document: DocumentView, form: Form, begin: { paper: Paper; line: Line }) {
  const queries = useQueryClient();
  const { id } = document;
  const [paper, setPaper] = useState(begin.paper);
  const [line, setLine] = useState(begin.line);
  const [saving, setSaving] = useState<Saving>({ state: "saved", at: Date.parse(document.updatedAt) });
  const [version, setVersion] = useState(document.version);

  const paperBody = useCallback(
    ({ title, content, fields, grade }: Paper) => ({
      title: title.trim(),
      content,
      fields: wire(form.fields ?? [], fields),
      grade,
    }),
    [form],
  );
  const now = useRef({ paper, line, version });
  now.current.paper = paper;
  now.current.line = line;
  const kept = useRef({ paper: JSON.stringify(paperBody(paper)), line: JSON.stringify(bodyOf(line)) });
  const ruled = useRef(JSON.stringify(paperBody(paper).fields));
  const running = useRef<Promise<boolean> | null>(null);

  const changed = useCallback(
    () => ({
      paper: JSON.stringify(paperBody(now.current.paper)) !== kept.current.paper,
      line: JSON.stringify(bodyOf(now.current.line)) !== kept.current.line,
    }),
    [paperBody],
  );
  const dirty = changed();
  const unsaved = dirty.paper || dirty.line;

  const take = useCallback((next: number) => {
    now.current.version = next;
    setVersion(next);
  }, []);

  /** True when the server already holds what was sent: its answer was lost, not the change. */
  const landed = useCallback(
    async (sent: { paper?: string; line?: string }): Promise<boolean> => {
      const found = await read(id);
      const held =
        sent.paper === undefined
          ? JSON.stringify(bodyOf({ groups: lineOf(found.line), viewers: viewersIn(found) }))
          : JSON.stringify(paperBody({ ...found, fields: found.fields as Values }));
      const same = held === (sent.paper ?? sent.line);
      if (same) take(found.version);
      return same;
    },
    [id, paperBody, take],
  );

  /** A line of the rules follows the fields: what the server made of it is shown, unless it is being changed here. */
  const follow = useCallback(
    async (fields: string): Promise<void> => {
      const found = await read(id);
      ruled.current = fields;
      if (found.version !== now.current.version || changed().line) return;
      const next = { ...now.current.line, groups: lineOf(found.line) };
      if (JSON.stringify(bodyOf(next)) === kept.current.line) return;
      kept.current.line = JSON.stringify(bodyOf(next));
      now.current.line = next;
      setLine(next);
    },
    [id, changed],
  );

  const once = useCallback(async (): Promise<boolean> => {
    const todo = changed();
    if (!todo.paper && !todo.line) return true;
    setSaving({ state: "saving" });
    let trying: { paper?: string; line?: string } = {};
    try {
      if (todo.paper) {
        const body = paperBody(now.current.paper);
        trying = { paper: JSON.stringify(body) };
        const fields = JSON.stringify(body.fields);
        take((await patchDocument(id, body, { ifMatch: now.current.version })).version);
        kept.current.paper = trying.paper ?? "";
        if (fields !== ruled.current) await follow(fields);
      }
      if (todo.line) {
        const body = bodyOf(now.current.line);
        trying = { line: JSON.stringify(body) };
        take((await putLine(id, body, { ifMatch: now.current.version })).version);
        kept.current.line = trying.line ?? "";
      }
    } catch (error) {
      if (isProblem(error, "stale-version") && (await landed(trying).catch(() => false))) {
        kept.current = { ...kept.current, ...trying };
        setSaving({ state: "saved", at: Date.now() });
        return once();
      }
      setSaving(
        isProblem(error, "stale-version", "invalid-state")
          ? { state: "conflict" }
          : { state: "failed", error },
      );
      return false;
    }
    setSaving({ state: "saved", at: Date.now() });
    return true;
  }, [id, changed, paperBody, take, landed, follow]);

  const save = useCallback((): Promise<boolean> => {
    const turn = (running.current ?? Promise.resolve(true)).then(once).finally(() => {
      if (running.current === turn) running.current = null;
    });
    running.current = turn;
    return turn;
  }, [once]);

  const stuck = saving.state === "conflict";
  useEffect(() => {
    if (!unsaved || stuck) return;
    setSaving((was) => (was.state === "saved" ? { state: "unsaved" } : was));
    const timer = setInterval(() => void save(), EVERY_MS);
    return () => clearInterval(timer);
  }, [unsaved, stuck, save]);

  useEffect(() => {
    const leave = (event: BeforeUnloadEvent) => {
      const { paper: a, line: b } = changed();
      if (a || b) event.preventDefault();
    };
    const hide = () => window.document.visibilityState === "hidden" && void save();
    window.addEventListener("beforeunload", leave);
    window.document.addEventListener("visibilitychange", hide);
    return () => {
      window.removeEventListener("beforeunload", leave);
      window.document.removeEventListener("visibilitychange", hide);
      void save().then(() => queries.invalidateQueries({ queryKey: documentQuery(id).queryKey }));
    };
  }, [changed, save, queries, id]);

  /** Writes this draft over what the other place wrote. */
  const keepMine = useCallback(async (): Promise<void> => {
    const found = await read(id);
    take(found.version);
    kept.current = { paper: "", line: "" };
    await save();
  }, [id, save, take]);

  /** 자동 결재선: the line that the rules give the draft as it is now. */
  const applyRules = useCallback(async (): Promise<void> => {
    if (!(await save())) return;
    take((await autoLine(id, { ifMatch: now.current.version })).version);
    const found = await read(id);
    const next = { ...now.current.line, groups: lineOf(found.line) };
    kept.current.line = JSON.stringify(bodyOf(next));
    take(found.version);
    setLine(next);
    setSaving({ state: "saved", at: Date.now() });
  }, [id, save, take]);

  /** The draft is gone or submitted: nothing of it is saved any more. */
  const settle = useCallback(() => {
    kept.current = {
      paper: JSON.stringify(paperBody(now.current.paper)),
      line: JSON.stringify(bodyOf(now.current.line)),
    };
  }, [paperBody]);

  return { paper, setPaper, line, setLine, saving, unsaved, version, save, keepMine, applyRules, settle };
}

export type Draft = ReturnType<typeof useDraft>;
