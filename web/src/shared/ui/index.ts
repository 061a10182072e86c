// What nearly every page uses. The heavier parts are imported by file, so that only the pages that show
// them load them: work-list, filters, line-editor, person-picker, stamp-table, keyboard-help.
export { ConfirmSheet, type ConfirmSheetProps } from "./confirm-sheet";
export {
  Empty,
  Loading,
  Note,
  OfflineBanner,
  ProblemNote,
  SavedAt,
  StaleBar,
  type Tone,
  useProblemText,
} from "./feedback";
export { Form, showFieldErrors } from "./form";
export { ActionBar, Figure, Page, Section } from "./page";
export { type Person, PersonName } from "./person-name";
export { usePhone, useWide } from "./screen";
export { Status, type StatusTone } from "./status";
export { toast } from "./toast";
