import type { JsonObject } from "@vibedeck/core";
import { filledField } from "../entry/index.ts";
import { type Decoded, told } from "./decoded.ts";

/** What a line says of session, model and permission mode; nothing when it names neither model nor mode. */
export function settings(line: JsonObject): readonly Decoded[] {
  const sessionId = short(line, "session_id");
  const model = short(line, "model");
  const permissionMode = short(line, "permissionMode");
  if (model === undefined && permissionMode === undefined) return [];
  return [
    told({
      type: "settings",
      ...(sessionId === undefined ? {} : { sessionId }),
      ...(model === undefined ? {} : { model }),
      ...(permissionMode === undefined ? {} : { permissionMode }),
    }),
  ];
}

/** `/clear` begins another session. */
export function resetSession(line: JsonObject): readonly Decoded[] | undefined {
  const sessionId = short(line, "new_conversation_id");
  return sessionId === undefined ? undefined : [told({ type: "settings", sessionId })];
}

function short(line: JsonObject, key: string): string | undefined {
  const text = filledField(line, key);
  return text === undefined || text.length > 200 ? undefined : text;
}
