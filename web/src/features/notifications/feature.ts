import { IconAdjustments, IconBell } from "@tabler/icons-react";
import { defineFeature } from "@/shared/feature";
import { latestNotices } from "./api";

export const feature = defineFeature({
  name: "notifications",
  system: "erp",
  pages: [
    { path: "/erp/notifications", load: () => import("./center-page") },
    { path: "/erp/notifications/settings", load: () => import("./settings-page") },
  ],
  commands: [
    { label: "openCenter", icon: IconBell, to: "/erp/notifications" },
    { label: "settings", icon: IconAdjustments, to: "/erp/notifications/settings" },
  ],
  onNotice: (_notice, queries) => void queries.invalidateQueries({ queryKey: latestNotices }),
});
