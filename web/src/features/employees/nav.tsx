import { may, useMe } from "@/shared/access";
import { useTranslation } from "@/shared/text";
import { SubNav } from "@/shared/ui/sub-nav";

/** Only HR has something to choose here. */
export function PeopleNav() {
  const { t } = useTranslation("employees");
  if (!may(useMe(), ["hr"])) return null;
  return (
    <SubNav
      label={t("title")}
      pages={[
        { to: "/erp/people", label: t("nav.people") },
        { to: "/erp/people/departments", label: t("nav.departments") },
      ]}
    />
  );
}
