// What other features may show of attendance.
export { CheckInCard } from "./check-in-card";
export { OneTap } from "./one-tap";
