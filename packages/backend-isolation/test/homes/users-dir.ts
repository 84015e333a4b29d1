import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A directory for homes, in a temporary one that vanishes with it. */
export class UsersDir implements Disposable {
  readonly base: string = mkdtempSync(join(tmpdir(), "vibedeck-homes-"));
  readonly path: string = join(this.base, "users");

  constructor() {
    mkdirSync(this.path, { mode: 0o700 });
  }

  at(...parts: string[]): string {
    return join(this.path, ...parts);
  }

  /** Beside the homes. */
  outside(...parts: string[]): string {
    return join(this.base, ...parts);
  }

  home(owner: string): string {
    mkdirSync(this.at(owner), { mode: 0o700 });
    return this.at(owner);
  }

  [Symbol.dispose](): void {
    rmSync(this.base, { recursive: true, force: true });
  }
}
