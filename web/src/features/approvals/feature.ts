import {
  IconCalendarUser,
  IconFileSearch,
  IconInbox,
  IconPencilPlus,
  IconUserShare,
} from "@tabler/icons-react";
import { defineFeature } from "@/shared/feature";
import { findPapers, loadCounts } from "./counts";

export const feature = defineFeature({
  name: "approvals",
  system: "erp",
  pages: [
    { path: "/erp/boxes/$box", load: () => import("./boxes-page") },
    { path: "/erp/documents/$id", load: () => import("./document-page") },
    { path: "/erp/drafts/new", load: () => import("./new-draft-page") },
    { path: "/erp/drafts/$id", load: () => import("./draft-page") },
    { path: "/erp/search", load: () => import("./search-page") },
    { path: "/erp/delegations", load: () => import("./delegations-page") },
    { path: "/erp/reassignments", load: () => import("./reassignments-page"), need: ["hr", "admin"] },
  ],
  menu: [
    {
      to: "/erp/boxes/waiting",
      label: "boxes",
      icon: IconInbox,
      order: 100,
      section: "approval",
      count: "waiting",
      phone: true,
      also: ["/erp/boxes", "/erp/documents"],
    },
    {
      to: "/erp/drafts/new",
      label: "draft",
      icon: IconPencilPlus,
      order: 110,
      section: "approval",
      phone: true,
      also: ["/erp/drafts"],
    },
    { to: "/erp/search", label: "search", icon: IconFileSearch, order: 120, section: "approval" },
    { to: "/erp/delegations", label: "delegations", icon: IconCalendarUser, order: 130, section: "approval" },
    {
      to: "/erp/reassignments",
      label: "reassignments",
      icon: IconUserShare,
      order: 140,
      section: "approval",
      need: ["hr", "admin"],
    },
  ],
  commands: [
    { label: "draft", icon: IconPencilPlus, to: "/erp/drafts/new" },
    { label: "drafts", icon: IconInbox, to: "/erp/boxes/drafts" },
    { label: "progress", icon: IconInbox, to: "/erp/boxes/progress" },
  ],
  counts: { key: "approvals", load: loadCounts },
  find: { load: findPapers },
  onNotice: (_notice, queries) => void queries.invalidateQueries({ queryKey: ["approvals"] }),
});
