export { isComposing, onEnter } from "./composing";
export { type KeyBinding, useKeyLayers, useKeys } from "./keys";
