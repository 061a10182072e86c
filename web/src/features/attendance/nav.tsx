import { useQuery } from "@tanstack/react-query";
import { may, useMe } from "@/shared/access";
import { useTranslation } from "@/shared/text";
import { SubNav } from "@/shared/ui/sub-nav";
import { decidingQuery } from "./api";

/** Those who decide about the corrections of others. */
export const DECIDERS = ["manager", "hr"];

export function AttendanceNav() {
  const { t } = useTranslation("attendance");
  const decides = may(useMe(), DECIDERS);
  const waiting = useQuery({ ...decidingQuery, enabled: decides });
  return (
    <SubNav
      label={t("title")}
      pages={[
        { to: "/erp/attendance", label: t("nav.month") },
        { to: "/erp/attendance/corrections", label: t("nav.corrections") },
        ...(decides
          ? [
              {
                to: "/erp/attendance/decisions",
                label: t("nav.decisions"),
                count: waiting.data?.items.length,
              },
            ]
          : []),
      ]}
    />
  );
}
