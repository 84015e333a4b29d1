import type { JsonObject } from "@vibedeck/core";

/** Characters of English and code that make a token, roughly. */
const CHARACTERS_PER_TOKEN = 3.6;

/** Part of the first prompt that another session of the same project has cached already. */
const SHARED_TOKENS = 12_000;

/** Counts the tokens of a conversation as the service would, so that its cost and context look real. */
export class UsageMeter {
  #context: number;
  #fresh: number;

  /** @param context tokens of the system prompt, the tools and the project's notes. */
  constructor(context: number) {
    this.#context = Math.min(context, SHARED_TOKENS);
    this.#fresh = context - this.#context;
  }

  /** Tokens in the context now. */
  get context(): number {
    return this.#context + this.#fresh;
  }

  /** The context grows by a prompt or by what a tool answered. */
  take(characters: number): void {
    this.#fresh += Math.ceil(characters / CHARACTERS_PER_TOKEN);
  }

  /** The context shrinks to a summary. */
  compact(tokens: number): void {
    this.#context = 0;
    this.#fresh = tokens;
  }

  /** The `usage` of an answer: what was in the context is read from the cache, what is new is written to it. */
  answer(characters: number, thinking: number): JsonObject {
    const output = Math.ceil((characters + thinking) / CHARACTERS_PER_TOKEN) + 8;
    const tokens = {
      input_tokens: 3,
      cache_creation_input_tokens: this.#fresh,
      cache_read_input_tokens: this.#context,
      output_tokens: output,
    };
    const cache_creation = { ephemeral_1h_input_tokens: this.#fresh, ephemeral_5m_input_tokens: 0 };
    this.#context += this.#fresh;
    this.#fresh = output;
    return {
      ...tokens,
      output_tokens_details: { thinking_tokens: Math.ceil(thinking / CHARACTERS_PER_TOKEN) },
      server_tool_use: { web_search_requests: 0, web_fetch_requests: 0 },
      service_tier: "standard",
      cache_creation,
      inference_geo: "not_available",
      iterations: [{ ...tokens, cache_creation, type: "message" }],
      speed: "standard",
    };
  }
}
