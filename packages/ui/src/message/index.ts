export { loadMarkdown } from "../markdown/markdown.ts";
export type { MessageContext } from "./context.ts";
export { renderMessage, spokenBefore } from "./message.ts";
export { messageStyles } from "./style/message-styles.ts";
