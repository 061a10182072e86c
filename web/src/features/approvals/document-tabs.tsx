import { Button, Tabs } from "@mantine/core";
import { IconDownload, IconFile } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useCommand } from "@/shared/api";
import { download } from "@/shared/api/files";
import { DateText, useFormat } from "@/shared/format";
import { useTranslation } from "@/shared/text";
import { Loading, ProblemNote } from "@/shared/ui";
import { attachmentPath, attachmentsQuery, type DocumentView, documentQuery, historyQuery } from "./api";
import { Comments } from "./comments";
import { DocumentStatus } from "./states";
import classes from "./tabs.module.css";

/** What happened to a paper, the newest first: nothing of it is ever changed. */
function HistoryList({ id }: { id: string }) {
  const { t } = useTranslation(["approvals", "shared"]);
  const history = useQuery(historyQuery(id));
  if (history.isPending) return <Loading rows={4} />;
  if (history.isError) return <ProblemNote error={history.error} retry={history.refetch} />;
  if (history.data.items.length === 0) return <p className={classes.none}>{t("history.none")}</p>;
  return (
    <ol className={classes.history}>
      {[...history.data.items].reverse().map((trace, at) => {
        const special = trace.kind && trace.kind !== "NORMAL" && trace.kind !== "PROXY";
        return (
          <li key={at}>
            <DateText value={trace.at} as="dateTime" />
            <div>
              <strong>
                {trace.actorName || t("history.system")}
                {trace.onBehalfOfName && ` (${t("timeline.proxy", { name: trace.onBehalfOfName })})`}
              </strong>{" "}
              {special && trace.move !== trace.kind
                ? t(`kind.${trace.kind}`)
                : t(`trace.${trace.move}`, { defaultValue: trace.move })}
              {trace.round > 1 && ` · ${t("timeline.round", { count: trace.round })}`}
              {trace.wasName && trace.nowName && ` · ${trace.wasName} → ${trace.nowName}`}
              {!trace.wasName && trace.nowName && ` · ${trace.nowName}`}
              {trace.comment && trace.move !== "VOID" && <p>{trace.comment}</p>}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

function Attached({ id }: { id: string }) {
  const { t } = useTranslation("approvals");
  const format = useFormat();
  const attachments = useQuery(attachmentsQuery(id));
  const get = useCommand((file: { id: string; name: string }) =>
    download(attachmentPath(id, file.id), file.name),
  );
  if (attachments.isPending) return <Loading rows={2} />;
  if (attachments.isError) return <ProblemNote error={attachments.error} retry={attachments.refetch} />;
  if (attachments.data.items.length === 0) return <p className={classes.none}>{t("attachment.none")}</p>;
  return (
    <>
      <ProblemNote error={get.error} />
      <ul className={classes.files}>
        {attachments.data.items.map((file) => (
          <li key={file.id}>
            <IconFile size={18} stroke={1.5} aria-hidden />
            <span className={classes.fileName}>{file.name}</span>
            <span className={classes.fileSize}>{format.bytes(file.size)}</span>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconDownload size={14} stroke={1.5} />}
              loading={get.isPending && get.variables?.id === file.id}
              onClick={() => get.run({ id: file.id, name: file.name })}
            >
              {t("attachment.get")}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}

function Related({ id, how }: { id: string; how: "previous" | "cancels" }) {
  const { t } = useTranslation("approvals");
  const paper = useQuery(documentQuery(id));
  return (
    <li>
      <span className={classes.how}>{t(`related.${how}`)}</span>
      {paper.isPending ? (
        <Loading rows={1} />
      ) : paper.isError ? (
        <ProblemNote error={paper.error} retry={paper.refetch} />
      ) : (
        <>
          <Link to="/erp/documents/$id" params={{ id }}>
            {paper.data.title}
          </Link>
          <DocumentStatus state={paper.data.state} />
          <span className={classes.fileSize}>{paper.data.number}</span>
        </>
      )}
    </li>
  );
}

const TABS = ["comments", "history", "attachments", "related"] as const;

/** Beside the paper: 의견, 이력, 첨부, 관련 문서. `?tab=` opens one of them. */
export function DocumentTabs({ document }: { document: DocumentView }) {
  const { t } = useTranslation("approvals");
  const { tab } = useSearch({ strict: false }) as { tab?: string };
  const [open, setOpen] = useState<string>(TABS.find((one) => one === tab) ?? "comments");
  const attachments = useQuery(attachmentsQuery(document.id));
  const related = [document.previousId, document.cancels].filter(Boolean).length;
  const counts: Record<string, number> = {
    comments: document.comments,
    attachments: attachments.data?.items.length ?? 0,
    related,
  };
  return (
    <Tabs
      value={open}
      onChange={(value) => setOpen(value ?? "comments")}
      className={classes.tabs}
      keepMounted={false}
    >
      <Tabs.List aria-label={t("tabs.title")}>
        {TABS.map((one) => (
          <Tabs.Tab
            key={one}
            value={one}
            rightSection={counts[one] ? <span className={classes.count}>{counts[one]}</span> : null}
          >
            {t(`tabs.${one}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="comments" className={classes.panel}>
        <Comments document={document} />
      </Tabs.Panel>
      <Tabs.Panel value="history" className={classes.panel}>
        <HistoryList id={document.id} />
      </Tabs.Panel>
      <Tabs.Panel value="attachments" className={classes.panel}>
        <Attached id={document.id} />
      </Tabs.Panel>
      <Tabs.Panel value="related" className={classes.panel}>
        {related === 0 ? (
          <p className={classes.none}>{t("related.none")}</p>
        ) : (
          <ul className={classes.files}>
            {document.previousId && <Related id={document.previousId} how="previous" />}
            {document.cancels && <Related id={document.cancels} how="cancels" />}
          </ul>
        )}
      </Tabs.Panel>
    </Tabs>
  );
}
