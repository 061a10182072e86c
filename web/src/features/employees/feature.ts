import { IconSitemap, IconUsersGroup } from "@tabler/icons-react";
import { defineFeature } from "@/shared/feature";
import { findPeople } from "./api";

export const feature = defineFeature({
  name: "employees",
  system: "erp",
  pages: [
    { path: "/erp/people", load: () => import("./directory-page") },
    {
      path: "/erp/people/team",
      load: () => import("./team-page"),
      need: ["manager", "hr"],
      texts: ["leave"],
    },
    { path: "/erp/people/departments", load: () => import("./departments-page"), need: ["hr"] },
    { path: "/erp/people/$id", load: () => import("./person-page"), texts: ["leave"] },
  ],
  menu: [
    { to: "/erp/people", label: "people", icon: IconSitemap, order: 300, section: "people" },
    {
      to: "/erp/people/team",
      label: "team",
      icon: IconUsersGroup,
      order: 310,
      section: "people",
      need: ["manager", "hr"],
    },
  ],
  find: {
    load: async (word, signal) =>
      (await findPeople(word, signal)).slice(0, 6).map((person) => ({
        id: String(person.id),
        title: person.name,
        note: person.position,
        to: `/erp/people/${person.id}`,
      })),
  },
});
