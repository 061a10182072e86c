import { useMediaQuery } from "@mantine/hooks";

const now = { getInitialValueInEffect: false };

/** Phones: cards instead of rows, sheets instead of dialogs, the bottom bar instead of the side bar. */
export const usePhone = (): boolean => useMediaQuery("(max-width: 599px)", false, now);

/** Wide enough for a preview beside a list. */
export const useWide = (): boolean => useMediaQuery("(min-width: 1200px)", true, now);
