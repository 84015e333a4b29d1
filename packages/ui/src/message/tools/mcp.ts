import { html } from "lit";
import type { FaceOf } from "./face.ts";
import { fieldLine, fieldList } from "./fields.ts";

/** A tool of an MCP server. */
export const mcpFace: FaceOf<"mcp"> = (view) => ({
  icon: "plug",
  title: view.tool,
  summary: html`<span class="chip">${view.server}</span><span dir="auto">${fieldLine(view.fields)}</span>`,
  open: false,
  asked: () => fieldList(view.fields),
});
