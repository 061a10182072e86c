import { may, useMe } from "@/shared/access";
import { useTranslation } from "@/shared/text";
import { SubNav } from "@/shared/ui/sub-nav";

export function LeaveNav() {
  const { t } = useTranslation("leave");
  const hr = may(useMe(), ["hr", "admin"]);
  return (
    <SubNav
      label={t("title")}
      pages={[
        { to: "/erp/leave", label: t("nav.status") },
        { to: "/erp/leave/requests", label: t("nav.requests") },
        { to: "/erp/leave/calendar", label: t("nav.calendar") },
        { to: "/erp/leave/calculator", label: t("nav.calculator") },
        ...(hr ? [{ to: "/erp/leave/holidays", label: t("nav.holidays") }] : []),
      ]}
    />
  );
}
