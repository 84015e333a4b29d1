/** What an engine says of itself. */
export interface EngineFacts {
  /** `20.10.24+dfsg1`. */
  readonly version: string;
  /** The newest version of its interface: `1.41`. */
  readonly apiVersion: string;
  /** Of the machine that it runs on, as it writes it: `x86_64` or `amd64`. */
  readonly architecture: string;
  /** The runtimes that it knows, by name. */
  readonly runtimes: ReadonlyMap<string, RuntimeEntry>;
  /** Of the runc that it brought, where it says so. */
  readonly runcVersion?: string;
  /** `name=seccomp,profile=default`, `name=userns`, `name=rootless`. */
  readonly securityOptions: readonly string[];
  readonly memoryBytes: number;
  readonly liveRestore: boolean;
}

/** A runtime as the engine's configuration has it. */
export interface RuntimeEntry {
  /** A name is looked for in the engine's own search path. */
  readonly path?: string;
  readonly args: readonly string[];
}

/** What an engine says of an image. */
export interface ImageFacts {
  /** `sha256:` and 64 hexadecimal digits. */
  readonly id: string;
  /** In Go's words: `amd64`. */
  readonly architecture: string;
  readonly labels: ReadonlyMap<string, string>;
}

/** What an engine says of a network. */
export interface NetworkFacts {
  /** `bridge`, `macvlan` and the like. */
  readonly driver: string;
  readonly options: ReadonlyMap<string, string>;
  /** Without a way out of the machine. */
  readonly internal: boolean;
}

/** What is asked of an engine to find out whether it will do. Each call has a time limit of its own. */
export interface EngineProbe {
  /** @throws `VibeDeckError` `UNAVAILABLE` when it cannot be reached or answers too late. */
  facts(): Promise<EngineFacts>;
  /** @returns `undefined` when there is none of that name. */
  image(name: string): Promise<ImageFacts | undefined>;
  /** @returns `undefined` when there is none of that name. */
  network(name: string): Promise<NetworkFacts | undefined>;
}
