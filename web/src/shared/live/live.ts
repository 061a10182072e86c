import type { Client } from "@stomp/stompjs";
import { connection, isProblem, send } from "@/shared/api";

/** A stored notice as the live channel and the list give it. */
export interface Notice {
  seq: number;
  type: string;
  message: string;
  timestamp?: string;
  title?: string;
  approvalId?: string;
  status?: string;
  link?: string | null;
}

const PATH = "/ws/notifications/websocket";
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/** Half the growing wait is fixed, half is drawn, so that clients do not come back as one wave. */
export const backoff = (turn: number, random: number): number => {
  const cap = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(turn, 10));
  return Math.round(cap / 2 + (cap / 2) * random);
};

/** Passes each notice on once and in order of arrival, whatever is replayed after a reconnect. */
export class Gate {
  #last: number;

  constructor(last: number) {
    this.#last = last;
  }

  get last(): number {
    return this.#last;
  }

  admit(seq: number): boolean {
    if (seq <= this.#last) return false;
    this.#last = seq;
    return true;
  }
}

function read(body: string): Notice | null {
  try {
    const notice = JSON.parse(body) as Notice;
    return typeof notice.seq === "number" ? notice : null;
  } catch {
    return null;
  }
}

/**
 * Keeps one STOMP connection until stopped. After every reconnect the server replays what came after
 * the last notice seen, and `onNotice` gets each notice once. `onReconnect` runs when the line was lost
 * in between, for whatever else the screens show.
 */
export function startLive(options: {
  since?: number;
  onNotice: (notice: Notice) => void;
  onReconnect: () => void;
}): () => void {
  const gate = new Gate(options.since ?? 0);
  let client: Client | undefined;
  let stopped = false;
  let turn = 0;
  let wasConnected = false;

  const wake = () => {
    if (client && !client.connected && document.visibilityState === "visible") turn = 0;
  };

  const open = async () => {
    const { Client: Stomp, ReconnectionTimeMode } = await import("@stomp/stompjs");
    if (stopped) return;
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    client = new Stomp({
      brokerURL: `${scheme}://${location.host}${PATH}`,
      heartbeatIncoming: 20_000,
      heartbeatOutgoing: 20_000,
      connectionTimeout: 10_000,
      reconnectTimeMode: ReconnectionTimeMode.LINEAR,
      reconnectDelay: FIRST_WAIT_MS,
      async beforeConnect(self) {
        connection.live("connecting");
        try {
          const { ticket } = await send<{ ticket: string }>("POST", "/api/auth/ticket", {}, undefined, {
            anonymous: true,
          });
          self.connectHeaders = { ticket };
        } catch (error) {
          // A ticket counts once; without a new one the cookie speaks for the session.
          self.connectHeaders = {};
          if (isProblem(error) && error.status === 401) stop();
        }
      },
      onConnect() {
        turn = 0;
        connection.live("connected");
        client?.subscribe(
          "/user/queue/notifications",
          (frame) => {
            const notice = read(frame.body);
            if (notice && gate.admit(notice.seq)) options.onNotice(notice);
          },
          // A first visit has nothing to catch up with: the list itself is read over HTTP.
          gate.last > 0 ? { since: String(gate.last) } : {},
        );
        if (wasConnected) options.onReconnect();
        wasConnected = true;
      },
      onWebSocketClose() {
        if (stopped) return;
        connection.live("lost");
        if (client) client.reconnectDelay = backoff(turn++, Math.random());
      },
    });
    client.activate();
  };

  const stop = () => {
    stopped = true;
    document.removeEventListener("visibilitychange", wake);
    connection.live("idle");
    void client?.deactivate();
  };

  document.addEventListener("visibilitychange", wake);
  void open();
  return stop;
}
