import { execFileSync } from "node:child_process";
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A temporary directory with a root `home`, a file outside of it, and everything that can lie in wait. */
export class HostileHome implements AsyncDisposable {
  readonly base: string = mkdtempSync(join(tmpdir(), "vibedeck-beneath-"));
  readonly path: string = join(this.base, "home");
  readonly outside: string = join(this.base, "bob");
  readonly secret: string = join(this.outside, "secret.jsonl");
  #server: Server | undefined;

  constructor() {
    mkdirSync(join(this.path, "dir/deep"), { recursive: true });
    mkdirSync(this.outside);
    writeFileSync(this.secret, '{"secret":"bob"}\n');
    writeFileSync(join(this.path, "good.jsonl"), '{"good":1}\n');
    writeFileSync(join(this.path, "dir/deep/good.jsonl"), '{"good":2}\n');
  }

  at(relativePath: string): string {
    return join(this.path, relativePath);
  }

  write(relativePath: string, content = "{}\n"): void {
    writeFileSync(this.at(relativePath), content);
  }

  link(relativePath: string, target: string): void {
    symlinkSync(target, this.at(relativePath));
  }

  hardLink(relativePath: string, target: string): void {
    linkSync(target, this.at(relativePath));
  }

  sparse(relativePath: string, size: number): void {
    this.write(relativePath, "");
    truncateSync(this.at(relativePath), size);
  }

  fifo(relativePath: string): void {
    execFileSync("mkfifo", [this.at(relativePath)]);
  }

  /** @returns false where that is not allowed. */
  device(relativePath: string, ...kind: readonly string[]): boolean {
    try {
      execFileSync("mknod", [this.at(relativePath), ...kind], { stdio: "ignore" });
      return true;
    } catch {
      return false;
    }
  }

  async socket(relativePath: string): Promise<void> {
    const server = createServer();
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.at(relativePath), resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const server = this.#server;
    if (server !== undefined) await new Promise((resolve) => server.close(resolve));
    rmSync(this.base, { recursive: true, force: true });
  }
}
