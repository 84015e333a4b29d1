import type { Block, Role } from "@vibedeck/core";
import {
  attachedFile,
  cutInserts,
  firstLine,
  parseCommand,
  tagText,
  type Wrapper,
  wrapperOf,
} from "../entry/index.ts";
import { notificationBlock } from "./notification.ts";

/** One part of a user line. */
export interface Piece {
  readonly role: Role;
  readonly block: Block;
  /** Set when it is shown folded, in a message of its own. */
  readonly folded?: string;
}

/** Takes a user text apart: what the person wrote, commands, their output, and what the tool chain added. */
export function textPieces(text: string): readonly Piece[] {
  const cut = cutInserts(text);
  const pieces = cut.inserts.length === 0 ? [] : [reminderPiece(cut.inserts)];
  if (cut.text.trim() === "") return pieces.length > 0 ? pieces : [plainFold("empty text", text)];
  return [wrappedPiece(cut.text), ...pieces];
}

const READERS: ReadonlyMap<Wrapper, (text: string) => Piece> = new Map([
  ["command", commandPiece],
  ["command-output", commandOutput],
  ["shell-input", shellInput],
  ["shell-output", shellOutput],
  ["notification", (text) => ({ role: "system", block: notificationBlock(text) })],
  ["interruption", interruption],
  ["mail", mail],
  ["caveat", (text) => plainFold("note on local commands", text)],
  ["skill", (text) => plainFold("skill instructions", text)],
  ["summary", (text) => plainFold("summary of the conversation so far", text)],
  ["reminder", (text) => plainFold("system reminder", text)],
]);

function wrappedPiece(text: string): Piece {
  const file = attachedFile(text);
  if (file !== undefined)
    return { role: "user", block: { type: "attachment", label: file.name, text: file.text } };
  const wrapper = wrapperOf(text);
  const reader = wrapper === undefined ? undefined : READERS.get(wrapper);
  return reader?.(text) ?? { role: "user", block: { type: "text", text, format: "markdown" } };
}

function commandPiece(text: string): Piece {
  const command = parseCommand(text);
  if (command === undefined) return { role: "user", block: { type: "text", text, format: "plain" } };
  return { role: "user", block: { type: "command", ...command } };
}

/** What a slash command printed; nothing to show when it printed nothing. */
function commandOutput(text: string): Piece {
  const stdout = (tagText(text, "local-command-stdout") ?? "").trim();
  const stderr = (tagText(text, "local-command-stderr") ?? "").trim();
  const block: Block = { type: "output", stdout, stderr };
  const empty = stderr === "" && (stdout === "" || stdout === "(no content)");
  return empty ? { role: "system", block, folded: "command without output" } : { role: "system", block };
}

function shellInput(text: string): Piece {
  const args = (tagText(text, "bash-input") ?? "").trim();
  return { role: "user", block: { type: "command", name: "", args, shell: true } };
}

function shellOutput(text: string): Piece {
  const stdout = tagText(text, "bash-stdout") ?? "";
  const stderr = tagText(text, "bash-stderr") ?? "";
  return { role: "system", block: { type: "output", stdout, stderr } };
}

function interruption(text: string): Piece {
  const during = text.includes("for tool use") ? "You interrupted a tool call" : "You interrupted the answer";
  const rest = text.slice(text.indexOf("]") + 1).trim();
  return {
    role: "system",
    block: { type: "notice", level: "warning", text: during, ...(rest === "" ? {} : { detail: rest }) },
  };
}

function mail(text: string): Piece {
  const stop = text.startsWith("Stop hook");
  const label = stop
    ? firstLine(text)
    : `Message from another session: ${firstLine(text.replace(/^<[^>]{0,500}>/, ""), 80)}`;
  return { role: "system", block: { type: "notice", level: "info", text: label, detail: text } };
}

/** What the tool chain added to a text, folded. */
export function reminderPiece(inserts: readonly string[]): Piece {
  return plainFold("system reminder", inserts.join("\n\n"));
}

function plainFold(label: string, text: string): Piece {
  return { role: "system", folded: label, block: { type: "text", text, format: "plain" } };
}
