import { queryOptions } from "@tanstack/react-query";
import { type CallOptions, cursorQuery } from "@/shared/api";
import {
  deleteErpQuestsById,
  getErpQuests,
  getErpQuestsAvailable,
  getErpQuestsMyQuests,
  type NewQuest,
  postErpQuests,
  postErpQuestsByIdAccept,
  postErpQuestsByIdClaim,
  postErpQuestsByIdComplete,
  putErpQuestsByIdApprove,
  putErpQuestsByIdReject,
} from "@/shared/api/schema.gen";

export type {
  MineView as Mine,
  NewQuest,
  ProgressState,
  Quest,
  QuestView,
} from "@/shared/api/schema.gen";

const number = (cursor: string | undefined) => (cursor === undefined ? undefined : Number(cursor));

export const availableQuery = cursorQuery(["quests", "available"], (cursor, signal) =>
  getErpQuestsAvailable({ cursor: number(cursor), limit: 50 }, { signal }),
);

export const mineQuery = cursorQuery(["quests", "mine"], (cursor, signal) =>
  getErpQuestsMyQuests({ cursor: number(cursor), limit: 50 }, { signal }),
);

/** The newest of one's own, for the dashboard. */
export const latestMineQuery = queryOptions({
  queryKey: ["quests", "latest"],
  queryFn: ({ signal }) => getErpQuestsMyQuests({ limit: 20 }, { signal }),
});

/** Those of one's own department and of those one heads, with everybody's progress for the heads. */
export const questsQuery = cursorQuery(["quests", "all"], (cursor, signal) =>
  getErpQuests({ cursor: number(cursor), limit: 50 }, { signal }),
);

export const accept = (id: number, o: CallOptions) => postErpQuestsByIdAccept({ id }, o);
export const complete = (id: number, o: CallOptions) => postErpQuestsByIdComplete({ id }, o);
export const claim = (id: number, o: CallOptions) => postErpQuestsByIdClaim({ id }, o);
export const create = (body: NewQuest, o: CallOptions) => postErpQuests({ body }, o);
export const approve = (id: number, employeeId: number, o: CallOptions) =>
  putErpQuestsByIdApprove({ id, body: { employeeId } }, o);
export const reject = (id: number, employeeId: number, reason: string, o: CallOptions) =>
  putErpQuestsByIdReject({ id, body: { employeeId, reason } }, o);
export const remove = (id: number, o: CallOptions) => deleteErpQuestsById({ id }, o);
