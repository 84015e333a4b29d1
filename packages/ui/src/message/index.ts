export { loadMarkdown } from "../markdown/markdown.ts";
export type { MessageContext } from "./context.ts";
export { renderMessage } from "./message.ts";
export { messageStyles } from "./style/message-styles.ts";
