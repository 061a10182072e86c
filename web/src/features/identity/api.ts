import { queryOptions } from "@tanstack/react-query";
import { type CallOptions, isProblem, seg, send } from "@/shared/api";

export interface DemoAccount {
  email: string;
  name: string;
  title?: string | null;
  roles: string[];
}

export interface SignInOptions {
  demo: boolean;
  accounts: DemoAccount[];
  signUp: boolean;
  oidc: boolean;
}

export interface Credentials {
  email: string;
  password: string;
  totp?: string;
}

export interface SignUp {
  email: string;
  password: string;
  name: string;
  department?: string;
  position?: string;
}

export interface Session {
  id: string;
  current: boolean;
  createdAt: string;
  lastSeenAt: string;
  address?: string | null;
  userAgent?: string | null;
}

export interface TotpState {
  enabled: boolean;
  recoveryCodesLeft?: number;
}

export interface TotpEnrolment {
  secret: string;
  uri: string;
  svg: string;
}

export type Scheme = "light" | "dark" | "auto";

const open = { anonymous: true };

/** Takes the choice along to other devices; what stands on this one holds without it. */
export const saveProfile = (body: { locale?: string; theme?: Scheme; timeZone?: string }, o?: CallOptions) =>
  send<unknown>("PATCH", "/api/auth/me", body, undefined, o);

export const optionsQuery = queryOptions({
  queryKey: ["auth", "options"],
  queryFn: ({ signal }) =>
    send<SignInOptions>("GET", "/api/auth/options", undefined, undefined, { signal, ...open }),
  staleTime: 60_000,
});

export const signIn = (body: Credentials, o?: CallOptions) =>
  send<unknown>("POST", "/api/auth/login", body, undefined, { ...o, ...open });
export const signInDemo = (email: string, o?: CallOptions) =>
  send<unknown>("POST", "/api/auth/demo", { email }, undefined, { ...o, ...open });
export const signUp = (body: SignUp, o?: CallOptions) =>
  send<{ email: string; verified: boolean }>("POST", "/api/auth/sign-up", body, undefined, { ...o, ...open });
export const signOut = (everywhere = false) =>
  send<void>("POST", "/api/auth/logout", {}, { all: everywhere || undefined }, open);

export const askReset = (email: string, o?: CallOptions) =>
  send<void>("POST", "/api/auth/password/reset", { email }, undefined, { ...o, ...open });
export const confirmReset = (body: { token: string; password: string }, o?: CallOptions) =>
  send<void>("POST", "/api/auth/password/reset/confirm", body, undefined, { ...o, ...open });
export const changePassword = (body: { current: string; password: string }, o?: CallOptions) =>
  send<void>("POST", "/api/auth/password", body, undefined, o);

export const sessionsQuery = queryOptions({
  queryKey: ["auth", "sessions"],
  queryFn: async ({ signal }) => {
    const answer = await send<Session[] | { items: Session[] }>(
      "GET",
      "/api/auth/sessions",
      undefined,
      undefined,
      { signal },
    );
    return Array.isArray(answer) ? answer : answer.items;
  },
});
export const endSession = (id: string, o?: CallOptions) =>
  send<void>("DELETE", `/api/auth/sessions/${seg(id)}`, undefined, undefined, o);

export const totpQuery = queryOptions({
  queryKey: ["auth", "totp"],
  queryFn: ({ signal }) => send<TotpState>("GET", "/api/auth/totp", undefined, undefined, { signal }),
});
export const startTotp = (o?: CallOptions) => send<TotpEnrolment>("POST", "/api/auth/totp", {}, undefined, o);
export const confirmTotp = (code: string, o?: CallOptions) =>
  send<{ recoveryCodes: string[] }>("POST", "/api/auth/totp/confirm", { code }, undefined, o);
export const stopTotp = (password: string, o?: CallOptions) =>
  send<void>("POST", "/api/auth/totp/disable", { password }, undefined, o);

/** True when the password was right and the six digits are still missing. */
export const wantsTotp = (error: unknown): boolean => isProblem(error, "totp-required", "totp-invalid");

/** Where to go after signing in: a path of this app, never another site. */
export function safeNext(next: unknown): string {
  if (typeof next !== "string" || !next.startsWith("/") || next.startsWith("/sign-")) return "/";
  // The browser's own reading decides: `//host`, `/\host` and line breaks all leave this origin there.
  const url = URL.parse(next, location.origin);
  return url?.origin === location.origin ? url.pathname + url.search + url.hash : "/";
}
