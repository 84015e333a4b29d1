import type { ImageBlock } from "./message.ts";

/** One hunk of a line diff; each line begins with `+`, `-`, a space or a backslash. */
export interface DiffHunk {
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  readonly lines: readonly string[];
}

/** An item of a to-do list. */
export interface TodoItem {
  readonly id?: string;
  readonly text: string;
  readonly status: "pending" | "in_progress" | "completed" | "deleted";
}

/** A question to the person, with its options. */
export interface Question {
  readonly question: string;
  readonly header?: string;
  readonly options: readonly { readonly label: string; readonly description?: string }[];
  readonly multiple: boolean;
}

/** A tool call in a form made for reading. The same kinds serve every coding tool. */
export type ToolView =
  | {
      readonly kind: "shell";
      readonly command: string;
      readonly description?: string;
      readonly background?: boolean;
      readonly timeoutMs?: number;
    }
  | {
      readonly kind: "edit";
      readonly path: string;
      readonly edits: readonly { readonly before: string; readonly after: string; readonly all?: boolean }[];
    }
  | { readonly kind: "write"; readonly path: string; readonly text: string }
  | {
      readonly kind: "read";
      readonly path: string;
      readonly offset?: number;
      readonly limit?: number;
      readonly pages?: string;
    }
  | {
      readonly kind: "search";
      readonly pattern: string;
      readonly path?: string;
      readonly glob?: string;
      readonly mode?: string;
    }
  | { readonly kind: "todos"; readonly items: readonly TodoItem[] }
  | {
      readonly kind: "task";
      readonly action: string;
      readonly text: string;
      readonly status?: string;
      readonly id?: string;
    }
  | {
      readonly kind: "agent";
      readonly description: string;
      readonly prompt: string;
      readonly agentType?: string;
      readonly model?: string;
      readonly background?: boolean;
    }
  | { readonly kind: "fetch"; readonly url: string; readonly prompt?: string }
  | { readonly kind: "web-search"; readonly query: string }
  | { readonly kind: "questions"; readonly questions: readonly Question[] }
  | { readonly kind: "plan"; readonly text: string; readonly path?: string }
  | { readonly kind: "skill"; readonly name: string; readonly args?: string }
  | {
      readonly kind: "mcp";
      readonly server: string;
      readonly tool: string;
      readonly fields: readonly Field[];
    }
  | { readonly kind: "generic"; readonly summary?: string; readonly fields: readonly Field[] };

/** A named value for display; long values are shown on their own lines. */
export interface Field {
  readonly name: string;
  readonly value: string;
}

/** A tool's answer in a form made for reading. */
export type ToolResultView =
  | {
      readonly kind: "shell";
      readonly stdout: string;
      readonly stderr: string;
      readonly exitCode?: number;
      readonly interrupted?: boolean;
      readonly background?: string;
      readonly note?: string;
    }
  | {
      readonly kind: "diff";
      readonly path: string;
      readonly hunks: readonly DiffHunk[];
      readonly created?: boolean;
      readonly text?: string;
    }
  | {
      readonly kind: "file";
      readonly path: string;
      readonly text: string;
      readonly startLine: number;
      readonly totalLines?: number;
    }
  | {
      readonly kind: "matches";
      readonly files: readonly string[];
      readonly count?: number;
      readonly text?: string;
      readonly truncated?: boolean;
    }
  | { readonly kind: "todos"; readonly items: readonly TodoItem[] }
  | {
      readonly kind: "agent";
      readonly agentId?: string;
      readonly status: string;
      readonly text: string;
      readonly durationMs?: number;
      readonly tokens?: number;
      readonly toolCalls?: number;
    }
  | {
      readonly kind: "links";
      readonly links: readonly { readonly title: string; readonly url: string }[];
      readonly text?: string;
    }
  | {
      readonly kind: "fetch";
      readonly status?: string;
      readonly bytes?: number;
      readonly durationMs?: number;
      readonly text: string;
    }
  | {
      readonly kind: "answers";
      readonly answers: readonly { readonly question: string; readonly answer: string }[];
    }
  | { readonly kind: "plan"; readonly approved: boolean; readonly text?: string; readonly path?: string }
  | {
      readonly kind: "text";
      readonly text: string;
      readonly images?: readonly ImageBlock[];
      readonly fields?: readonly Field[];
    };
