/** What a command finds around it. Passed in, so that nothing below reads the process. */
export interface Surroundings {
  readonly env: { readonly [name: string]: string | undefined };
  /** Absolute. */
  readonly cwd: string;
  /** The user's home directory, absolute. */
  readonly home: string;
}
