import { IconUser } from "@tabler/icons-react";
import { defineFeature } from "@/shared/feature";

export const feature = defineFeature({
  name: "identity",
  pages: [
    { path: "/sign-in", load: () => import("./sign-in-page"), layout: "plain", open: true },
    { path: "/sign-up", load: () => import("./sign-up-page"), layout: "plain", open: true },
    { path: "/reset-password", load: () => import("./reset-page"), layout: "plain", open: true },
    { path: "/profile", load: () => import("./profile-page") },
  ],
  commands: [{ label: "profile", icon: IconUser, to: "/profile" }],
});
