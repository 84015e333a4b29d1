/** Where the programs of a sandbox lie inside; the image puts them there. */
export const PROGRAMS = "/opt/vibedeck";

/** The home inside. */
export const INNER_HOME = "/root";

/** The label by which an image says that it has our programs, with the version of what is agreed with them. */
export const IMAGE_LABEL = "vibedeck.sandbox";

/** Raised when an older image would not do any more. */
export const IMAGE_VERSION = "1";

/** The label with the version of Claude Code in an image. */
export const CLAUDE_LABEL = "vibedeck.claude-code.version";
