import { may, useMe } from "@/shared/access";
import { useTranslation } from "@/shared/text";
import { SubNav } from "@/shared/ui/sub-nav";

/** Nothing to choose for those who lead nobody. */
export function QuestsNav() {
  const { t } = useTranslation("quests");
  if (!may(useMe(), ["manager"])) return null;
  return (
    <SubNav
      label={t("title")}
      pages={[
        { to: "/erp/quests", label: t("nav.mine") },
        { to: "/erp/quests/manage", label: t("nav.manage") },
      ]}
    />
  );
}
