import { IconActivityHeartbeat, IconFileCheck, IconPaw, IconTicket } from "@tabler/icons-react";
import type { Icon } from "@/shared/feature";
import { type Me, may } from "./me";

export type SystemName = "erp" | "ticketing" | "clinic" | "ops";

export interface System {
  name: SystemName;
  home: string;
  icon: Icon;
  roles: readonly string[];
}

export const SYSTEMS: readonly System[] = [
  { name: "erp", home: "/erp", icon: IconFileCheck, roles: ["staff", "manager", "hr", "admin"] },
  {
    name: "ticketing",
    home: "/ticketing",
    icon: IconTicket,
    roles: ["buyer", "organiser", "gate", "operator"],
  },
  { name: "clinic", home: "/clinic", icon: IconPaw, roles: ["receptionist", "vet", "owner", "clinic-admin"] },
  { name: "ops", home: "/ops", icon: IconActivityHeartbeat, roles: ["operator", "auditor"] },
];

export const systemsFor = (me: Me | null): System[] => SYSTEMS.filter((system) => may(me, system.roles));

export const systemAt = (path: string): System | undefined =>
  SYSTEMS.find(({ home }) => path === home || path.startsWith(`${home}/`));

/** Notices are for employees; nobody else has a bell or a live line. */
export const hears = (me: Me | null): boolean => me?.employee_id !== null && me?.employee_id !== undefined;
