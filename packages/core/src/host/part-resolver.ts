import type { BackendPlugin, PartContext } from "../backend.ts";
import { isVibeDeckError, VibeDeckError } from "../errors.ts";
import type { PartName, Parts } from "../parts.ts";
import { type DependencyContainer, instancePerContainerCachingFactory } from "./container.ts";
import type { Disposer } from "./disposer.ts";
import { reasonOf } from "./guard.ts";
import { PART_NAMES, PART_TOKENS } from "./tokens.ts";

/** Builds the parts of one configured backend on first use, each once. */
export class PartResolver {
  readonly #id: string;
  readonly #container: DependencyContainer;
  readonly #building: PartName[] = [];
  #closed = false;

  constructor(id: string, container: DependencyContainer) {
    this.#id = id;
    this.#container = container;
  }

  /** Registers the factories. Nothing is built yet. */
  register<Config>(plugin: BackendPlugin<Config>, context: PartContext<Config>, disposer: Disposer): void {
    disposer.defer("container", () => this.#close());
    for (const name of PART_NAMES) {
      this.#registerPart(name, () => this.#build(name, () => plugin.parts[name](context)), disposer);
    }
  }

  /**
   * @throws `VibeDeckError` `PLUGIN_CALL` when the factory throws, `PLUGIN_SHAPE` when it gives no object or when
   *   parts need each other, `UNAVAILABLE` after the backend has stopped.
   */
  part<Name extends PartName>(name: Name): Parts[Name] {
    if (this.#closed) throw stopped(this.#id);
    if (this.#building.includes(name)) throw this.#circular(name);
    this.#building.push(name);
    try {
      return this.#container.resolve(PART_TOKENS[name]);
    } finally {
      this.#building.pop();
    }
  }

  #registerPart<Name extends PartName>(name: Name, make: () => Parts[Name], disposer: Disposer): void {
    // Caching per container holds however early or late the container was made; the container-scoped
    // lifecycle would share one instance when it is registered after its children exist.
    const useFactory = instancePerContainerCachingFactory(() => {
      const part = make();
      disposer.own(`${name} part`, part);
      return part;
    });
    this.#container.register<Parts[Name]>(PART_TOKENS[name], { useFactory });
  }

  #build<Part extends object>(name: PartName, make: () => Part): Part {
    const part = this.#call(name, make);
    if (typeof part !== "object" && typeof part !== "function")
      throw this.#noPart(name, `gave ${typeof part}`);
    if (part === null) throw this.#noPart(name, "gave null");
    if ("then" in part) throw this.#noPart(name, "gave a promise");
    return part;
  }

  #call<Part>(name: PartName, make: () => Part): Part {
    try {
      return make();
    } catch (cause) {
      if (isVibeDeckError(cause)) throw cause;
      throw new VibeDeckError(
        "PLUGIN_CALL",
        `Backend "${this.#id}" could not make its ${name} part: ${reasonOf(cause)}`,
        {
          cause,
        },
      );
    }
  }

  #close(): void | Promise<void> {
    this.#closed = true;
    return this.#container.dispose();
  }

  #noPart(name: PartName, what: string): VibeDeckError {
    return new VibeDeckError(
      "PLUGIN_SHAPE",
      `The ${name} factory of backend "${this.#id}" ${what} instead of a part.`,
      {
        hint: "A part factory returns its object at once; slow work belongs into the part's methods or into check().",
      },
    );
  }

  #circular(name: PartName): VibeDeckError {
    const ring = [...this.#building.slice(this.#building.indexOf(name)), name].join(" → ");
    return new VibeDeckError(
      "PLUGIN_SHAPE",
      `The parts of backend "${this.#id}" need each other to be made: ${ring}.`,
      {
        hint: "Call part() in a method instead of in the factory.",
      },
    );
  }
}

/** What a call into a stopped backend gets. */
export function stopped(id: string): VibeDeckError {
  return new VibeDeckError("UNAVAILABLE", `Backend "${id}" has stopped.`);
}
