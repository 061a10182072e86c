import { Button, Group } from "@mantine/core";
import { IconCloudOff, IconLock, IconMapOff, IconMoodPuzzled } from "@tabler/icons-react";
import { Link, useRouter } from "@tanstack/react-router";
import { isProblem } from "@/shared/api";
import { useTranslation } from "@/shared/text";
import { Empty, Loading, Page, useProblemText } from "@/shared/ui";

function HomeLink() {
  const { t } = useTranslation("app");
  return (
    <Button component={Link} to="/" variant="default">
      {t("pages.home")}
    </Button>
  );
}

/** No page has this address. */
export function NotFound() {
  const { t } = useTranslation("app");
  return (
    <Page title={t("pages.missing")} width="form">
      <Empty icon={IconMapOff} title={t("pages.missingTitle")} action={<HomeLink />}>
        {t("pages.missingText")}
      </Empty>
    </Page>
  );
}

export function PageLoading() {
  return (
    <div style={{ padding: 24 }}>
      <Loading rows={8} />
    </div>
  );
}

const ICONS = { forbidden: IconLock, missing: IconMapOff, offline: IconCloudOff, broken: IconMoodPuzzled };

/** A page that could not be shown: not allowed, not there, no connection, or a mistake of ours. */
export function RouteError({ error, reset }: { error: unknown; reset?: () => void }) {
  const { t } = useTranslation("app");
  const say = useProblemText();
  const router = useRouter();
  const problem = isProblem(error) ? error : undefined;
  const kind =
    problem?.status === 403
      ? "forbidden"
      : problem?.status === 404
        ? "missing"
        : problem?.status === 0
          ? "offline"
          : "broken";
  const again = () => {
    reset?.();
    void router.invalidate();
  };
  return (
    <Page title={t(`pages.${kind}`)} width="form">
      <Empty
        icon={ICONS[kind]}
        title={t(`pages.${kind}Title`)}
        action={
          <Group gap="xs">
            {kind !== "forbidden" && kind !== "missing" && (
              <Button onClick={again}>{t("pages.again")}</Button>
            )}
            <HomeLink />
          </Group>
        }
      >
        <p>{problem && kind !== "forbidden" && kind !== "missing" ? say(problem) : t(`pages.${kind}Text`)}</p>
        {problem?.traceId && (
          <p>
            {t("pages.trace")} <code>{problem.traceId}</code>
          </p>
        )}
      </Empty>
    </Page>
  );
}
