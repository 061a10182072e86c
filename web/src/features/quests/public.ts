// What other features may show of quests.
export { MyQuest } from "./my-quest";
