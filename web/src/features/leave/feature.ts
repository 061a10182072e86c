import { IconBeach, IconCalculator, IconCalendarPlus, IconCalendarUser } from "@tabler/icons-react";
import { defineFeature } from "@/shared/feature";

export const feature = defineFeature({
  name: "leave",
  system: "erp",
  pages: [
    { path: "/erp/leave", load: () => import("./status-page") },
    { path: "/erp/leave/new", load: () => import("./request-page") },
    { path: "/erp/leave/requests", load: () => import("./requests-page") },
    { path: "/erp/leave/calendar", load: () => import("./calendar-page") },
    { path: "/erp/leave/calculator", load: () => import("./calculator-page") },
    { path: "/erp/leave/holidays", load: () => import("./holidays-page"), need: ["hr", "admin"] },
  ],
  menu: [{ to: "/erp/leave", label: "leave", icon: IconBeach, order: 210, section: "work", phone: true }],
  commands: [
    { label: "request", icon: IconCalendarPlus, to: "/erp/leave/new" },
    { label: "calendar", icon: IconCalendarUser, to: "/erp/leave/calendar" },
    { label: "calculator", icon: IconCalculator, to: "/erp/leave/calculator" },
  ],
  onNotice: (notice, queries) => {
    // A decision about a leave document arrives as a notice of approvals, the ledger's own a moment later.
    if (/^(LEAVE_|REWARD|APPROVAL_)/.test(notice.type))
      void queries.invalidateQueries({ queryKey: ["leave"] });
  },
});
