import { IconClockHour4, IconClockPlay } from "@tabler/icons-react";
import { defineFeature } from "@/shared/feature";

export const feature = defineFeature({
  name: "attendance",
  system: "erp",
  pages: [
    { path: "/erp/attendance", load: () => import("./month-page"), texts: ["leave"] },
    { path: "/erp/attendance/corrections", load: () => import("./corrections-page") },
    {
      path: "/erp/attendance/decisions",
      load: () => import("./decisions-page"),
      need: ["manager", "hr"],
    },
  ],
  menu: [{ to: "/erp/attendance", label: "attendance", icon: IconClockHour4, order: 200, section: "work" }],
  commands: [{ label: "corrections", icon: IconClockPlay, to: "/erp/attendance/corrections" }],
  onNotice: (notice, queries) => {
    if (/^(ATTENDANCE|CORRECTION|WEEK)_/.test(notice.type))
      void queries.invalidateQueries({ queryKey: ["attendance"] });
  },
});
