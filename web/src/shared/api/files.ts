import { newKey, type Query } from "./client";
import { connection } from "./connection";
import { ProblemError, problemFrom } from "./problem";

const unanswered = () => new ProblemError({ status: 0, code: "offline" });

const address = (path: string, query: Query): string =>
  `${path}?${new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))}`;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Sends a file as it is, telling how much of it has gone out (0 to 1).
 * Throws `ProblemError`; an abort rejects with the signal's reason.
 */
export function upload<T>(
  path: string,
  query: Query,
  file: Blob,
  options: { key?: string; signal?: AbortSignal; onProgress?: (part: number) => void } = {},
): Promise<T> {
  return new Promise((resolve, reject) => {
    // fetch tells nothing of a body on its way.
    const call = new XMLHttpRequest();
    call.open("POST", address(path, query));
    call.setRequestHeader("Accept", "application/json, application/problem+json");
    call.setRequestHeader("Content-Type", "application/octet-stream");
    call.setRequestHeader("X-Maru-Csrf", "1");
    call.setRequestHeader("Idempotency-Key", options.key ?? newKey());
    call.upload.onprogress = ({ loaded, total }) => total > 0 && options.onProgress?.(loaded / total);
    call.onload = () => {
      connection.reached();
      const body = parsed(call.responseText);
      if (call.status >= 200 && call.status < 300) return resolve(body as T);
      const headers = new Headers({ "retry-after": call.getResponseHeader("retry-after") ?? "" });
      reject(problemFrom(call.status, body, headers));
    };
    call.onerror = () => {
      connection.missed();
      reject(unanswered());
    };
    call.onabort = () => reject(options.signal?.reason);
    options.signal?.addEventListener("abort", () => call.abort(), { once: true });
    call.send(file);
  });
}

/** Gives bytes to the person as a file of this name. */
export function saveFile(content: Blob, name: string): void {
  const place = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = place;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(place), 60_000);
}

/** Fetches a file and gives it to the person; a refusal is a problem on this page, not a page of its own. */
export async function download(path: string, name: string): Promise<void> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: "same-origin", cache: "no-store" });
  } catch {
    connection.missed();
    throw unanswered();
  }
  connection.reached();
  if (!response.ok) throw problemFrom(response.status, parsed(await response.text()), response.headers);
  const said = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get("content-disposition") ?? "")?.[1];
  saveFile(await response.blob(), said ? decodeURIComponent(said) : name);
}
