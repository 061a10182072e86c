// What other features may show of leave.
export { Balances } from "./balances";
export { useHolidayName } from "./holiday-name";
