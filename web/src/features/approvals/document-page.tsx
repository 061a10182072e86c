import { Button, Skeleton } from "@mantine/core";
import { IconArrowLeft, IconFileOff, IconPrinter } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Navigate, useCanGoBack, useParams, useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { isProblem, useCommand } from "@/shared/api";
import { download } from "@/shared/api/files";
import { useKeys } from "@/shared/keyboard";
import { useTranslation } from "@/shared/text";
import { Empty, Loading, Page, ProblemNote, StaleBar, useWide } from "@/shared/ui";
import { ALL, type DocumentView, documentQuery, markRead, pdfPath } from "./api";
import { DocumentBar } from "./document-bar";
import classes from "./document-page.module.css";
import { DocumentPaper } from "./document-paper";
import { DocumentTabs } from "./document-tabs";
import { LineSheet } from "./line-sheet";
import { AT_ONCE, MoveSheet } from "./move-sheet";
import { type Move, type MoveName, movesOf, stepsOf } from "./moves";
import { myselfQuery, useMyId } from "./people";
import { DocumentStatus } from "./states";
import { Timeline } from "./timeline";
import { useHeld } from "./use-held";
import { useMove } from "./use-move";

const KEYS: Record<string, readonly MoveName[]> = {
  a: ["APPROVE", "AGREE"],
  r: ["REJECT", "DISAGREE"],
  h: ["HOLD", "RESUME"],
};

function Back() {
  const { t } = useTranslation("approvals");
  const router = useRouter();
  const inside = useCanGoBack();
  const look = {
    variant: "default",
    size: "xs",
    leftSection: <IconArrowLeft size={14} stroke={1.5} />,
  } as const;
  return inside ? (
    <Button {...look} onClick={() => router.history.back()}>
      {t("document.back")}
    </Button>
  ) : (
    <Button {...look} component={Link} to="/erp/boxes/waiting">
      {t("document.toBoxes")}
    </Button>
  );
}

/** 인쇄/PDF: the server makes the paper, so that what is printed carries number, names and digest. */
function Print({ document, onError }: { document: DocumentView; onError: (error: unknown) => void }) {
  const { t } = useTranslation("approvals");
  const print = useCommand(() => download(pdfPath(document.id), `${document.number ?? document.title}.pdf`), {
    onSuccess: () => onError(null),
    onError,
  });
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={<IconPrinter size={14} stroke={1.5} />}
      loading={print.isPending}
      onClick={() => print.run()}
    >
      {t("document.pdf")}
    </Button>
  );
}

function Opened({ fresh }: { fresh: DocumentView }) {
  const { t } = useTranslation("approvals");
  const queries = useQueryClient();
  const wide = useWide();
  const me = useMyId();
  const myself = useQuery(myselfQuery);
  const [asking, setAsking] = useState<Move | null>(null);
  const [changingLine, setChangingLine] = useState(false);
  const { shown, moved, accept, own } = useHeld(fresh);
  const go = useMove(fresh, (receipt, move) => {
    if (receipt && receipt.id === fresh.id) own(receipt.version);
    else if (move.name !== "COPY" && move.name !== "REDRAFT") own(fresh.version + 1);
  });
  const moves = movesOf(fresh, { id: me, departmentId: myself.data?.employee.departmentId ?? null });
  const giver = stepsOf(fresh.line.groups).find((step) => step.id === asking?.stepId);

  useEffect(() => {
    // Read marks may be shown before the answer: the lists follow when it came.
    void markRead(fresh.id)
      .then(() =>
        Promise.all([
          queries.invalidateQueries({ queryKey: [...ALL, "box"] }),
          queries.invalidateQueries({ queryKey: ["counts"] }),
        ]),
      )
      .catch(() => undefined);
  }, [fresh.id, queries]);

  const way = (
    <section className={wide ? classes.aside : classes.below} aria-labelledby="way">
      <h2 id="way">{t("timeline.title")}</h2>
      <Timeline document={shown} />
    </section>
  );
  const start = (move: Move) => {
    if (move.name === "CHANGE_LINE") setChangingLine(true);
    else if (AT_ONCE.has(move.name)) go.run({ move, words: {} });
    else setAsking(move);
  };
  useKeys(
    t("document.keys"),
    Object.entries(KEYS).flatMap(([key, names]) => {
      const move = moves.find((one) => names.includes(one.name) && one.allowed);
      return move ? [{ key, label: t(`move.${move.name}.name`), run: () => start(move) }] : [];
    }),
  );
  return (
    <>
      {moved && <StaleBar by={moved.name} at={moved.at} reload={accept} />}
      <div className={classes.columns}>
        <div className={classes.main}>
          <DocumentPaper document={shown} />
          {!wide && way}
          <DocumentTabs document={shown} />
        </div>
        {wide && way}
      </div>
      <DocumentBar
        document={fresh}
        moves={moves}
        onMove={start}
        busy={go.isPending && asking === null ? go.variables?.move.name : undefined}
        error={asking === null && !changingLine ? go.error : undefined}
      />
      <MoveSheet
        document={fresh}
        move={asking}
        standsFor={
          giver && giver.approverId !== me && asking?.name !== "UNDO" ? giver.approverName : undefined
        }
        onClose={() => {
          setAsking(null);
          go.reset();
        }}
        run={(move, words) => go.runAsync({ move, words })}
      />
      {changingLine && (
        <LineSheet
          document={fresh}
          onClose={() => setChangingLine(false)}
          onDone={(version) => own(version)}
        />
      )}
    </>
  );
}

function PaperSkeleton() {
  return (
    <div className={classes.columns}>
      <div className={classes.main}>
        <Skeleton height={520} radius="md" />
      </div>
      <div className={classes.aside}>
        <Skeleton height={240} radius="md" />
      </div>
    </div>
  );
}

/** A paper as it stands: what it says, who decided what, and what this reader may do about it. */
export default function DocumentPage() {
  const { t } = useTranslation("approvals");
  const { id } = useParams({ strict: false }) as { id: string };
  const me = useMyId();
  const [unprinted, setUnprinted] = useState<unknown>(null);
  const document = useQuery(documentQuery(id));
  const paper = document.data;
  if (paper?.state === "DRAFT" && paper.drafterId === me) {
    return <Navigate to="/erp/drafts/$id" params={{ id }} replace />;
  }
  const gone = isProblem(document.error) && document.error.status === 404;
  return (
    <Page
      title={paper?.title || t("document.title")}
      width="wide"
      actions={
        <>
          {paper && <DocumentStatus state={paper.state} />}
          {paper && <Print document={paper} onError={setUnprinted} />}
          {!gone && <Back />}
        </>
      }
    >
      {paper ? (
        <>
          <ProblemNote error={unprinted} />
          {document.isError && <ProblemNote error={document.error} retry={document.refetch} />}
          <Opened key={id} fresh={paper} />
        </>
      ) : document.isPending ? (
        <Loading>
          <PaperSkeleton />
        </Loading>
      ) : gone ? (
        <Empty
          icon={IconFileOff}
          title={t("document.missing")}
          action={
            <Button component={Link} to="/erp/boxes/waiting" variant="default">
              {t("document.toBoxes")}
            </Button>
          }
        >
          {t("document.missingText")}
        </Empty>
      ) : (
        <ProblemNote error={document.error} retry={document.refetch} />
      )}
    </Page>
  );
}
