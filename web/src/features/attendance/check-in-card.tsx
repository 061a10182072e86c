import { Button, Progress } from "@mantine/core";
import { useInterval } from "@mantine/hooks";
import { IconDoorEnter, IconDoorExit, IconGift } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { isProblem, useCommand } from "@/shared/api";
import { moment } from "@/shared/format";
import { useDayWords } from "@/shared/format/days";
import { useTranslation } from "@/shared/text";
import { Note, ProblemNote, Section } from "@/shared/ui";
import { Loaded } from "@/shared/ui/loaded";
import { checkIn, checkOut, type DayView, type MonthView, monthQuery } from "./api";
import classes from "./check-in-card.module.css";
import { clockOf } from "./clock";
import { useDuration } from "./duration";

function useMinute(): number {
  const [now, setNow] = useState(Date.now);
  useInterval(() => setNow(Date.now()), 30_000, { autoInvoke: true });
  return now;
}

function Today({ today }: { today: DayView }) {
  const { t } = useTranslation("attendance");
  const duration = useDuration();
  const now = useMinute();
  if (today.state === "ABSENT" || !today.checkIn) return <p className={classes.state}>{t("card.before")}</p>;
  const end = today.checkOut;
  const minutes = end
    ? (today.workMinutes ?? 0)
    : Math.max(0, (now - moment(today.checkIn).getTime()) / 60_000);
  return (
    <div>
      <p className={classes.times}>
        <span>{clockOf(today.checkIn)}</span>
        <span aria-hidden>–</span>
        <span data-open={!end || undefined}>{end ? clockOf(end) : t("card.open")}</span>
      </p>
      <p className={classes.state}>{t(end ? "card.done" : "card.working", { hours: duration(minutes) })}</p>
    </div>
  );
}

/** The way to the next day of 포상휴가. */
function Reward({ progress }: { progress: MonthView["progress"] }) {
  const { t } = useTranslation("attendance");
  return (
    <div className={classes.reward}>
      <div className={classes.rewardHead}>
        <span>{t("card.progress")}</span>
        <strong>
          {progress.count}/{progress.target}
        </strong>
      </div>
      <Progress.Root size={8} radius="xl">
        <Progress.Section
          value={(progress.count / progress.target) * 100}
          aria-label={t("card.progress")}
          aria-valuetext={`${progress.count}/${progress.target}`}
        />
      </Progress.Root>
      <p className={classes.state}>
        {progress.left === 0 ? t("card.reached") : t("card.left", { count: progress.left })}
      </p>
    </div>
  );
}

/** Checking in and out once a day, and how far the next reward is. */
export function CheckInCard() {
  const { t } = useTranslation("attendance");
  const words = useDayWords();
  const queries = useQueryClient();
  const [earned, setEarned] = useState<number | null>(null);
  const month = useQuery(monthQuery());
  const refresh = () => queries.invalidateQueries({ queryKey: ["attendance"] });
  const arrive = useCommand((_: void, call) => checkIn(call), {
    onSuccess: async (told) => {
      if (told.rewardEarned) {
        setEarned(told.rewardDays);
        void queries.invalidateQueries({ queryKey: ["leave"] });
      }
      await refresh();
    },
    // Another tab was faster: what it did is shown instead.
    onError: (problem) => isProblem(problem) && problem.status === 409 && void refresh(),
  });
  const depart = useCommand((_: void, call) => checkOut(call), {
    onSuccess: refresh,
    onError: (problem) => isProblem(problem) && problem.status === 409 && void refresh(),
  });
  const busy = arrive.isPending || depart.isPending || month.isFetching;
  return (
    <Section title={t("card.title")}>
      <Loaded query={month} rows={4}>
        {(data) => {
          const today: DayView = data.items.find((day) => day.date === data.today) ?? {
            date: data.today,
            state: "ABSENT",
          };
          const before = data.items.filter((day) => day.date < data.today && day.state === "IN_PROGRESS")[0];
          return (
            <div className={classes.card}>
              <div className={classes.now}>
                <div>
                  <p className={classes.date}>{words.day(data.today)}</p>
                  <Today today={today} />
                </div>
                <div className={classes.actions}>
                  {before && (
                    <Button
                      variant="default"
                      leftSection={<IconDoorExit size={18} stroke={1.5} aria-hidden />}
                      loading={depart.isPending}
                      onClick={() => depart.run()}
                    >
                      {t("card.outOf", { day: words.day(before.date) })}
                    </Button>
                  )}
                  {today.state === "ABSENT" ? (
                    <Button
                      size="md"
                      leftSection={<IconDoorEnter size={18} stroke={1.5} aria-hidden />}
                      loading={arrive.isPending}
                      disabled={busy}
                      onClick={() => arrive.run()}
                    >
                      {t("card.in")}
                    </Button>
                  ) : today.state === "IN_PROGRESS" && !today.provisional ? (
                    <Button
                      size="md"
                      leftSection={<IconDoorExit size={18} stroke={1.5} aria-hidden />}
                      loading={depart.isPending}
                      disabled={busy}
                      onClick={() => depart.run()}
                    >
                      {t("card.out")}
                    </Button>
                  ) : null}
                </div>
              </div>
              {earned !== null && (
                <Note tone="positive" title={t("card.earned")}>
                  <IconGift size={16} stroke={1.5} aria-hidden /> {t("card.earnedText", { count: earned })}
                </Note>
              )}
              <ProblemNote error={arrive.error ?? depart.error} />
              <Reward progress={data.progress} />
            </div>
          );
        }}
      </Loaded>
    </Section>
  );
}
