export { gathered } from "./gathered";
export { backoff, Gate, type Notice, startLive } from "./live";
