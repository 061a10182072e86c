export type { Me, Need } from "./me";
export { may, meQuery, useMaybeMe, useMe } from "./me";
export { OfferedSystems, useOffered } from "./offered";
export type { System, SystemName } from "./systems";
export { hears, SYSTEMS, systemAt, systemsFor } from "./systems";
