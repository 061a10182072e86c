import { setNonce } from "get-nonce";

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";

// The scroll lock of dialogs adds a style tag of its own and asks here for the nonce.
setNonce(nonce);

/** The nonce the server put into this response; style tags without it are refused by the policy. */
export const styleNonce = (): string => nonce;
