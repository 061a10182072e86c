import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type Absence, calendarQuery } from "@/features/leave/api";
import { useHolidayName } from "@/features/leave/public";
import { dayOf } from "@/shared/format";
import { addDays, useDayWords } from "@/shared/format/days";
import { useTranslation } from "@/shared/text";
import { Section } from "@/shared/ui";
import { Loaded } from "@/shared/ui/loaded";
import classes from "./list.module.css";

const AHEAD = 6;
const SHOWN = 8;

function Person({ absence }: { absence: Absence }) {
  const { t } = useTranslation("leave");
  return (
    <li className={classes.item}>
      <div className={classes.row}>
        <span className={classes.title}>{absence.name}</span>
        <span className={classes.side}>
          {t(`unit.short.${absence.unit}`)}
          {absence.state === "RESERVED" && ` · ${t("state.RESERVED")}`}
        </span>
      </div>
    </li>
  );
}

/** Who of the team is away today, and who in the days ahead. */
export function Away() {
  const { t } = useTranslation("dashboard");
  const words = useDayWords();
  const holiday = useHolidayName();
  const today = dayOf(Date.now());
  const calendar = useQuery(calendarQuery(today, addDays(today, AHEAD)));
  return (
    <Section
      title={t("away.title")}
      actions={
        <Button component={Link} to="/erp/leave/calendar" size="xs" variant="subtle" className={classes.more}>
          {t("away.calendar")}
        </Button>
      }
    >
      <Loaded query={calendar} rows={4} height={28}>
        {(days) => {
          const now = days.find((day) => day.date === today);
          const ahead = days.filter((day) => day.date > today && (day.holiday || day.absences.length > 0));
          return (
            <>
              {now?.holiday && <p className={classes.none}>{holiday(now.holiday)}</p>}
              {now && now.absences.length > 0 ? (
                <ul className={classes.list}>
                  {now.absences.slice(0, SHOWN).map((absence) => (
                    <Person key={`${absence.employeeId}:${absence.unit}`} absence={absence} />
                  ))}
                </ul>
              ) : (
                <p className={classes.none}>{t("away.none")}</p>
              )}
              {now && now.absences.length > SHOWN && (
                <p className={classes.none}>{t("away.more", { count: now.absences.length - SHOWN })}</p>
              )}
              {ahead.length > 0 && (
                <>
                  <h3 className={classes.head}>{t("away.ahead")}</h3>
                  <ul className={classes.list}>
                    {ahead.slice(0, 4).map((day) => (
                      <li key={day.date} className={classes.item}>
                        <div className={classes.row}>
                          <span>{words.day(day.date)}</span>
                          <span className={classes.note}>
                            {[
                              ...(day.holiday ? [holiday(day.holiday)] : []),
                              ...day.absences.slice(0, 3).map((each) => each.name),
                              ...(day.absences.length > 3
                                ? [t("away.more", { count: day.absences.length - 3 })]
                                : []),
                            ].join(", ")}
                          </span>
                        </div>
                      </li>
                    ))}
                  </ul>
                </>
              )}
            </>
          );
        }}
      </Loaded>
    </Section>
  );
}
