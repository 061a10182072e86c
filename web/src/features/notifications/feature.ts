import { defineFeature } from "@/shared/feature";

export const feature = defineFeature({ name: "notifications", system: "erp", pages: [] });
