import { UnstyledButton } from "@mantine/core";
import { IconBeach, IconBriefcase, IconFileText, IconReceipt } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useCommand } from "@/shared/api";
import type { Icon } from "@/shared/feature";
import { DateText } from "@/shared/format";
import { useTranslation } from "@/shared/text";
import { Empty, Loading, Page, ProblemNote, Section } from "@/shared/ui";
import { boxQuery, createDocument, type Form, formsQuery } from "./api";
import { useFormWords } from "./forms";
import classes from "./new-draft.module.css";

const ICONS: Record<string, Icon> = {
  leave: IconBeach,
  expense: IconReceipt,
  project: IconBriefcase,
};
const RECENT = 5;

function Recent() {
  const { t } = useTranslation("approvals");
  const drafts = useInfiniteQuery(boxQuery("drafts", RECENT));
  const items = drafts.data?.pages[0]?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Section title={t("newDraft.recent")}>
      <ul className={classes.recent}>
        {items.map((item) => (
          <li key={item.documentId}>
            <Link to="/erp/drafts/$id" params={{ id: item.documentId }}>
              {item.title || t("box.untitled")}
            </Link>
            <span>
              <DateText value={item.sortAt} as="ago" />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/**
 * 기안하기: which form. An address with `?form=leave` opens that form at once, with whatever of its fields
 * the address carries (`&startDate=2026-11-24`).
 */
export default function NewDraftPage() {
  const { t } = useTranslation("approvals");
  const words = useFormWords();
  const navigate = useNavigate();
  const wanted = useSearch({ strict: false }) as Record<string, string>;
  const forms = useQuery(formsQuery);
  const create = useCommand<{ form: Form; given: Record<string, string> }, { id: string }>(
    ({ form, given }, call) => {
      const names = new Set(form.fields?.map((field) => field.name));
      const fields = Object.fromEntries(Object.entries(given).filter(([name]) => names.has(name)));
      const title = given.title ?? t(`forms.${form.id}.title`, { defaultValue: "" });
      return createDocument({ formId: form.id, title, fields }, call);
    },
    {
      onSuccess: ({ id }) =>
        navigate({ to: "/erp/drafts/$id", params: { id }, replace: Boolean(wanted.form) }),
    },
  );
  const asked = useRef(false);
  const meant = forms.data?.items.find((form) => form.id === wanted.form);
  const { run } = create;
  useEffect(() => {
    if (!meant || asked.current) return;
    asked.current = true;
    run({ form: meant, given: wanted });
  }, [meant, wanted, run]);

  return (
    <Page title={t("newDraft.title")} lead={t("newDraft.lead")}>
      <ProblemNote error={create.error} />
      {forms.isPending ? (
        <Loading rows={4} height={56} />
      ) : forms.isError ? (
        <ProblemNote error={forms.error} retry={forms.refetch} />
      ) : forms.data.items.length === 0 ? (
        <Empty title={t("newDraft.none")}>{t("newDraft.noneText")}</Empty>
      ) : (
        <ul className={classes.forms} aria-busy={create.isPending}>
          {forms.data.items.map((form) => {
            const Mark = ICONS[form.id] ?? IconFileText;
            return (
              <li key={form.id}>
                <UnstyledButton
                  className={classes.form}
                  disabled={create.isPending}
                  onClick={() => run({ form, given: {} })}
                >
                  <Mark size={24} stroke={1.5} aria-hidden />
                  <span>
                    <strong>{words.form(form)}</strong>
                    <span className={classes.text}>{words.lead(form)}</span>
                  </span>
                </UnstyledButton>
              </li>
            );
          })}
        </ul>
      )}
      <Recent />
    </Page>
  );
}
