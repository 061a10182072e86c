export { loadCounts } from "./counts";
