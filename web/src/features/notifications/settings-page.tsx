import { Button, Switch, TextInput } from "@mantine/core";
import { IconArrowLeft, IconLock } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { isProblem, useCommand } from "@/shared/api";
import { useTranslation } from "@/shared/text";
import { ActionBar, Form, Page, ProblemNote, Section, StaleBar, Status, toast } from "@/shared/ui";
import { Loaded } from "@/shared/ui/loaded";
import { type PreferencesView, preferencesQuery, putPreferences } from "./api";
import { GROUP_ICON, GROUPS, groupOf } from "./kinds";
import { askOf, changed, type Wish, wishOf, wrongClock } from "./preferences";
import classes from "./settings.module.css";

/** What a person wants to hear, and when they want to be left alone. */
export default function SettingsPage() {
  const { t } = useTranslation("notifications");
  const preferences = useQuery(preferencesQuery);
  return (
    <Page
      title={t("prefs.title")}
      width="form"
      actions={
        <Button
          component={Link}
          to="/erp/notifications"
          variant="subtle"
          leftSection={<IconArrowLeft size={16} stroke={1.5} aria-hidden />}
        >
          {t("back")}
        </Button>
      }
    >
      <Loaded query={preferences} rows={10} height={32}>
        {(known) => <Wishes key={known.version} known={known} />}
      </Loaded>
    </Page>
  );
}

function Wishes({ known }: { known: PreferencesView }) {
  const { t } = useTranslation("notifications");
  const queries = useQueryClient();
  const [wish, setWish] = useState<Wish>(() => wishOf(known));
  const save = useCommand(
    (wanted: Wish, { key }) => putPreferences(askOf(wanted), { key, ifMatch: known.version }),
    {
      onSuccess: (fresh) => {
        queries.setQueryData(preferencesQuery.queryKey, fresh);
        void toast(t("prefs.saved"));
      },
    },
  );
  const stale = isProblem(save.error, "stale-version");
  const wrong = wrongClock(wish);
  const dirty = changed(wish, known);
  return (
    <Form
      label={t("prefs.title")}
      busy={save.isPending}
      className={classes.form}
      onSubmit={() => save.run(wish)}
    >
      {stale ? (
        <StaleBar reload={() => queries.invalidateQueries({ queryKey: preferencesQuery.queryKey })} />
      ) : (
        <ProblemNote error={save.error} />
      )}
      <QuietHours wish={wish} set={setWish} wrong={wrong} />
      <Section title={t("prefs.kinds")} lead={`${t("prefs.kindsLead")} ${t("prefs.fixedHelp")}`}>
        {GROUPS.map((group) => (
          <KindGroup
            key={group}
            group={group}
            kinds={known.kinds.filter(({ kind }) => groupOf(kind) === group)}
            wish={wish}
            set={setWish}
          />
        ))}
      </Section>
      <ActionBar>
        <Button variant="default" disabled={!dirty} onClick={() => setWish(wishOf(known))}>
          {t("prefs.reset")}
        </Button>
        <Button type="submit" loading={save.isPending} disabled={!dirty || wrong !== undefined}>
          {t("prefs.save")}
        </Button>
      </ActionBar>
    </Form>
  );
}

function QuietHours({
  wish,
  set,
  wrong,
}: {
  wish: Wish;
  set: (wish: Wish) => void;
  wrong: ReturnType<typeof wrongClock>;
}) {
  const { t } = useTranslation("notifications");
  const overnight = wish.quiet && !wrong && wish.end < wish.begin;
  return (
    <Section title={t("prefs.quiet")} lead={t("prefs.quietLead")}>
      <Switch
        label={t("prefs.quietOn")}
        checked={wish.quiet}
        onChange={(event) => set({ ...wish, quiet: event.currentTarget.checked })}
      />
      {wish.quiet && (
        <>
          <div className={classes.hours}>
            <TextInput
              type="time"
              label={t("prefs.begin")}
              value={wish.begin}
              error={wrong === "begin" && t("prefs.missing")}
              onChange={(event) => set({ ...wish, begin: event.currentTarget.value })}
            />
            <TextInput
              type="time"
              label={t("prefs.end")}
              value={wish.end}
              error={wrong === "end" ? t("prefs.missing") : wrong === "same" && t("prefs.same")}
              onChange={(event) => set({ ...wish, end: event.currentTarget.value })}
            />
          </div>
          <p className={classes.help}>
            {t("prefs.zone")} {overnight && t("prefs.overnight", { end: wish.end })}
          </p>
        </>
      )}
    </Section>
  );
}

function KindGroup({
  group,
  kinds,
  wish,
  set,
}: {
  group: (typeof GROUPS)[number];
  kinds: PreferencesView["kinds"];
  wish: Wish;
  set: (wish: Wish) => void;
}) {
  const { t } = useTranslation("notifications");
  const Mark = GROUP_ICON[group];
  if (kinds.length === 0) return null;
  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>
        <Mark size={18} stroke={1.5} aria-hidden />
        {t(`group.${group}`)}
      </legend>
      {kinds.map(({ kind, mutable, urgent }) => (
        <div key={kind} className={classes.kind}>
          {mutable ? (
            <Switch
              label={t(`kind.${kind}`)}
              checked={!wish.muted.includes(kind)}
              onChange={(event) =>
                set({
                  ...wish,
                  muted: event.currentTarget.checked
                    ? wish.muted.filter((one) => one !== kind)
                    : [...wish.muted, kind],
                })
              }
            />
          ) : (
            <span className={classes.fixed}>
              <IconLock size={18} stroke={1.5} role="img" aria-label={t("prefs.fixed")} />
              {t(`kind.${kind}`)}
            </span>
          )}
          {urgent && <Status tone="caution">{t("prefs.urgent")}</Status>}
        </div>
      ))}
    </fieldset>
  );
}
