import { IconLayoutDashboard } from "@tabler/icons-react";
import { defineFeature } from "@/shared/feature";

export const feature = defineFeature({
  name: "dashboard",
  system: "erp",
  pages: [{ path: "/erp", load: () => import("./dashboard-page"), texts: ["attendance", "leave", "quests"] }],
  menu: [{ to: "/erp", label: "dashboard", icon: IconLayoutDashboard, order: 10, phone: true }],
});
