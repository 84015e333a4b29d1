/** A text file that goes along with a message. */
export interface AttachedFile {
  readonly name: string;
  readonly text: string;
}

const OPENING = /^<attached-file name="([^"<>\n]{1,200})">\n/;
const CLOSING = "\n</attached-file>";

/** A file's text between two lines that name it: one text block of a message. The name must not end its tag. */
export function attachFile({ name, text }: AttachedFile): string {
  const safe = name
    .replace(/[\s"<>&]+/g, " ")
    .trim()
    .slice(0, 200);
  return `<attached-file name="${safe || "file"}">\n${text}${CLOSING}`;
}

/** The file that a text block made by {@link attachFile} carries. */
export function attachedFile(block: string): AttachedFile | undefined {
  const opening = OPENING.exec(block);
  if (opening?.[1] === undefined || !block.endsWith(CLOSING)) return undefined;
  return { name: opening[1], text: block.slice(opening[0].length, -CLOSING.length) };
}
