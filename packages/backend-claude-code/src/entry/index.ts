export { parseCommand, type SlashCommand } from "./command.ts";
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
export { isHumanPrompt, promptText, queuedPrompt } from "./prompt.ts";
export { type CutText, cutInserts } from "./reminders.ts";
export { startsWithTag, tagText } from "./tags.ts";
export { firstLine, safeText, TEXT_LIMIT } from "./text.ts";
export { parseTime, timestamp } from "./timestamp.ts";
export { tokenCounts } from "./token-counts.ts";
export { type Wrapper, wrapperOf } from "./wrapper.ts";
