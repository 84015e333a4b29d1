import type { MessagePage } from "../../view.ts";

/** The generation of a transcript that holds nothing yet: its cursor is the beginning of whatever comes. */
export const NOTHING_YET = "empty";

/** The page of a transcript that holds nothing yet. */
export const EMPTY_PAGE: MessagePage = Object.freeze({
  messages: [],
  from: `${NOTHING_YET}.0`,
  to: `${NOTHING_YET}.0`,
  atStart: true,
  atEnd: true,
  size: 0,
});
