import { createContext, useContext } from "react";
import { SYSTEMS, type System } from "./systems";

const Offered = createContext<readonly System[]>(SYSTEMS);

/** The app says here which systems have pages in this build. */
export const OfferedSystems = Offered.Provider;

/** The systems a person can open here, whatever else their account is good for. */
export const useOffered = (): readonly System[] => useContext(Offered);
