import { Days, useFormat } from "@/shared/format";
import { useTranslation } from "@/shared/text";
import { Figure } from "@/shared/ui";
import type { BucketBalance, LeaveBalance } from "./api";
import classes from "./balances.module.css";

const ALWAYS = new Set(["STATUTORY", "REWARD"]);

/** 연차 and 포상휴가 are shown even when empty, the other buckets once somebody has something in them. */
export const shownBuckets = (balance: LeaveBalance): BucketBalance[] =>
  balance.buckets.filter((each) => ALWAYS.has(each.bucket) || each.granted !== 0 || each.available !== 0);

function Detail({ of }: { of: BucketBalance }) {
  const { t } = useTranslation("leave");
  const format = useFormat();
  return (
    <>
      <span className={classes.sum}>
        {t("bucket.sum", {
          granted: format.days(of.granted),
          used: format.days(of.used),
          reserved: format.days(of.reserved),
        })}
      </span>
      <span>{t(`bucket.why.${of.bucket}`)}</span>
    </>
  );
}

/** What is left in every bucket, large, each with the sentence that explains it. */
export function Balances({ balance }: { balance: LeaveBalance }) {
  const { t } = useTranslation("leave");
  return (
    <div className={classes.buckets}>
      {shownBuckets(balance).map((each) => (
        <div key={each.bucket} className={classes.bucket}>
          <Figure
            label={t(`bucket.${each.bucket}`)}
            value={<Days value={each.available} />}
            note={<Detail of={each} />}
          />
        </div>
      ))}
    </div>
  );
}
