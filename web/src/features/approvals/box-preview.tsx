import { Button } from "@mantine/core";
import { IconArrowsDiagonal } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "@/shared/text";
import { Loading, ProblemNote } from "@/shared/ui";
import { ALL, type BoxItem, documentQuery, markRead } from "./api";
import classes from "./box-preview.module.css";
import { pathOf } from "./boxes";
import { DocumentBar } from "./document-bar";
import { DocumentPaper } from "./document-paper";
import type { Move } from "./moves";
import { movesOf } from "./moves";
import { myselfQuery, useMyId } from "./people";
import { Timeline } from "./timeline";

/** Long enough to have been looked at, not only passed by. */
const DWELL_MS = 1_200;
/** Rows that the cursor only runs over are not asked for. */
const PASSING_MS = 120;

/** The paper beside its list, with what may be done about it. */
export default function BoxPreview({ item, onMove }: { item: BoxItem; onMove: (move: Move) => void }) {
  const { t } = useTranslation("approvals");
  const queries = useQueryClient();
  const me = useMyId();
  const myself = useQuery(myselfQuery);
  const [settled, setSettled] = useState(false);
  const document = useQuery({ ...documentQuery(item.documentId), enabled: settled });
  const { unread, documentId } = item;
  useEffect(() => {
    const timer = setTimeout(() => setSettled(true), PASSING_MS);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => {
    if (!unread) return;
    const timer = setTimeout(() => {
      void markRead(documentId)
        .then(() =>
          Promise.all([
            queries.invalidateQueries({ queryKey: [...ALL, "box"] }),
            queries.invalidateQueries({ queryKey: ["counts"] }),
          ]),
        )
        .catch(() => undefined);
    }, DWELL_MS);
    return () => clearTimeout(timer);
  }, [unread, documentId, queries]);

  if (document.isPending) return <Loading rows={8} height={28} />;
  if (document.isError) return <ProblemNote error={document.error} retry={document.refetch} />;
  const draft = document.data.state === "DRAFT";
  return (
    <div className={classes.preview}>
      <div className={classes.bare}>
        <DocumentPaper document={document.data} />
      </div>
      <section aria-label={t("timeline.title")} className={classes.way}>
        <Timeline document={document.data} />
      </section>
      {draft ? (
        <div className={classes.foot}>
          <Button component={Link} to={pathOf(item)}>
            {t("box.write")}
          </Button>
        </div>
      ) : (
        <DocumentBar
          document={document.data}
          moves={movesOf(document.data, { id: me, departmentId: myself.data?.employee.departmentId ?? null })}
          onMove={onMove}
          compact
          extra={
            <Button
              component={Link}
              to={pathOf(item)}
              variant="default"
              leftSection={<IconArrowsDiagonal size={14} stroke={1.5} />}
            >
              {t("box.open")}
            </Button>
          }
        />
      )}
    </div>
  );
}
