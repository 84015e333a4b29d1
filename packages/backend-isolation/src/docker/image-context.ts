import { readdirSync, readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { pack } from "tar-stream";

const SANDBOX = new URL("../../sandbox/", import.meta.url);

/** What the image is built from, as the engine takes it: an archive. */
export function imageContext(): Readable {
  const archive = pack();
  for (const name of readdirSync(SANDBOX).sort()) {
    archive.entry(
      { name, mode: name === "Dockerfile" ? 0o644 : 0o755 },
      readFileSync(new URL(name, SANDBOX)),
    );
  }
  archive.finalize();
  return Readable.from(archive);
}
