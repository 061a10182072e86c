import { send } from "@/shared/api";
import type { BoxPage, Counts } from "@/shared/api/schema.gen";
import type { Hit } from "@/shared/feature";

/** `waiting` and, beside it, `waiting.unread`: every box with its two numbers. */
export async function loadCounts(signal: AbortSignal): Promise<Record<string, number>> {
  const { boxes } = await send<Counts>("GET", "/api/v2/erp/counts", undefined, undefined, { signal });
  return Object.fromEntries(
    Object.entries(boxes).flatMap(([box, { total, unread }]) => [
      [box, total],
      [`${box}.unread`, unread],
    ]),
  );
}

/** Papers for the command palette. */
export async function findPapers(word: string, signal: AbortSignal): Promise<Hit[]> {
  const page = await send<BoxPage>("GET", "/api/v2/erp/search", undefined, { q: word, limit: 6 }, { signal });
  return page.items.map((item) => ({
    id: item.documentId,
    title: item.title,
    note: [item.number, item.drafterName].filter(Boolean).join(" · "),
    to: `/erp/documents/${item.documentId}`,
  }));
}
