import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { DateText } from "@/shared/format";
import { useTranslation } from "@/shared/text";
import { More } from "@/shared/ui/data-table";
import { Loaded } from "@/shared/ui/loaded";
import { peopleQuery, useDepartmentNames } from "./api";
import classes from "./directory.module.css";

/** Those who left, on request: their records stay. */
export function LeftPeople() {
  const { t } = useTranslation("employees");
  const place = useDepartmentNames();
  const [asked, setAsked] = useState(false);
  const people = useInfiniteQuery({ ...peopleQuery({ includeLeft: true }), enabled: asked });
  if (!asked)
    return (
      <div>
        <Button variant="subtle" color="gray" onClick={() => setAsked(true)}>
          {t("showLeft")}
        </Button>
      </div>
    );
  return (
    <Loaded query={people} rows={3}>
      {({ pages }) => {
        const left = pages.flatMap((page) => page.items).filter((each) => !each.active);
        return (
          <>
            <span className={classes.count}>{t("leftCount", { count: left.length })}</span>
            {left.length > 0 && (
              <ul className={classes.list}>
                {left.map((person) => (
                  <li key={person.id}>
                    <Link to={`/erp/people/${person.id}` as string} className={classes.person}>
                      <span className={classes.name}>{person.name}</span>
                      <span className={classes.position}>{person.position}</span>
                      <span className={classes.place}>{place(person.department)}</span>
                      <span className={classes.position}>
                        <DateText value={person.leftOn} />
                      </span>
                    </Link>
                  </li>
                ))}
              </ul>
            )}
            <More query={people} />
          </>
        );
      }}
    </Loaded>
  );
}
