export { backoff, Gate, type Notice, startLive } from "./live";
