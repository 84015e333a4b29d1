export { attachedFile, attachFile } from "./attached-file.ts";
export { parseCommand } from "./command.ts";
export { blocksOf, blockText, blockType, contentBlocks, contentText } from "./content.ts";
export {
  countField,
  filledField,
  flagField,
  listField,
  numberField,
  objectField,
  objectsField,
  textField,
  textsField,
} from "./fields.ts";
export { isHumanPrompt, promptText } from "./prompt.ts";
export { cutInserts } from "./reminders.ts";
export { startsWithTag, tagText } from "./tags.ts";
export { firstLine, safeText } from "./text.ts";
export { timestamp } from "./timestamp.ts";
export { readTokens } from "./token-counts.ts";
export { type Wrapper, wrapperOf } from "./wrapper.ts";
