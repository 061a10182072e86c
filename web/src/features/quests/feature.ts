import { IconListCheck, IconTrophy } from "@tabler/icons-react";
import { defineFeature } from "@/shared/feature";

export const feature = defineFeature({
  name: "quests",
  system: "erp",
  pages: [
    { path: "/erp/quests", load: () => import("./quests-page") },
    { path: "/erp/quests/manage", load: () => import("./manage-page"), need: ["manager"] },
  ],
  menu: [{ to: "/erp/quests", label: "quests", icon: IconTrophy, order: 220, section: "work" }],
  commands: [{ label: "manage", icon: IconListCheck, to: "/erp/quests/manage", need: ["manager"] }],
  onNotice: (notice, queries) => {
    if (notice.type.startsWith("QUEST_")) void queries.invalidateQueries({ queryKey: ["quests"] });
  },
});
