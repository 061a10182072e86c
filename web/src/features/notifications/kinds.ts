import {
  IconBeach,
  IconCalendarUser,
  IconClock,
  IconFileCheck,
  IconSpeakerphone,
  IconTargetArrow,
} from "@tabler/icons-react";
import type { Icon } from "@/shared/feature";
import type { Kind } from "./api";

export const GROUPS = ["approval", "delegation", "leave", "attendance", "quest", "company"] as const;
export type Group = (typeof GROUPS)[number];

export const GROUP_ICON: Record<Group, Icon> = {
  approval: IconFileCheck,
  delegation: IconCalendarUser,
  leave: IconBeach,
  attendance: IconClock,
  quest: IconTargetArrow,
  company: IconSpeakerphone,
};

const ELSEWHERE: readonly [RegExp, Group][] = [
  [/^(LEAVE_|REWARD$)/, "leave"],
  [/^(ATTENDANCE_|CORRECTION_|WEEK_)/, "attendance"],
  [/^QUEST_/, "quest"],
  [/^DELEGATION_/, "delegation"],
  [/^(ANNOUNCEMENT|MESSAGE)$/, "company"],
];

/** What a kind of notice is about; what none of the others claims is about a document. */
export const groupOf = (kind: Kind): Group => ELSEWHERE.find(([sign]) => sign.test(kind))?.[1] ?? "approval";
