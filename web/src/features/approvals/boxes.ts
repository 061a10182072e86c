import type { Box, BoxItem } from "./api";

/** The boxes in three lots: what I decide, what I sent, what reached me. */
export const BOXES: readonly (readonly Box[])[] = [
  ["waiting", "upcoming", "post"],
  ["progress", "done", "rejected", "recalled", "drafts"],
  ["cc", "received", "department"],
];

export const isBox = (name: string | undefined): name is Box =>
  BOXES.some((lot) => (lot as readonly string[]).includes(name ?? ""));

/** Boxes that empty themselves by work: their whole size counts, of the others only what is unread. */
export const PENDING: ReadonlySet<Box> = new Set(["waiting", "upcoming", "post", "progress", "drafts"]);

export const rowKey = (item: BoxItem): string =>
  `${item.documentId}:${item.stepId ?? ""}:${item.onBehalfOf ?? ""}:${item.sortAt}`;

export const pathOf = (item: Pick<BoxItem, "documentId" | "state">): string =>
  item.state === "DRAFT" ? `/erp/drafts/${item.documentId}` : `/erp/documents/${item.documentId}`;

export interface BoxFilter {
  q?: string;
  form?: string;
  only?: string;
}

export const isFiltered = (filter: BoxFilter): boolean => Boolean(filter.q || filter.form || filter.only);

/** Whether a row is among those asked for: words of title, drafter or number; a form; unread, held or 대결 only. */
export function matches(item: BoxItem, filter: BoxFilter): boolean {
  const word = filter.q?.trim().toLowerCase();
  if (
    word &&
    ![item.title, item.drafterName, item.number ?? ""].some((one) => one.toLowerCase().includes(word))
  )
    return false;
  if (filter.form && item.formId !== filter.form) return false;
  if (filter.only === "unread") return item.unread === true;
  if (filter.only === "held") return item.entryState === "HELD";
  if (filter.only === "proxy") return Boolean(item.onBehalfOf);
  return true;
}

/** What approving a row is called on the wire. */
export const approvalOf = (item: BoxItem): "APPROVE" | "AGREE" =>
  item.role === null || item.role === "APPROVE" ? "APPROVE" : "AGREE";
