export { classify, type EntryClass } from "./classify.ts";
export { messages } from "./messages.ts";
