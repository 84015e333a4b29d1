import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Tenant } from "../../src/sandbox-runtime.ts";
import { ensuring, jobOf, openYard, type Yard } from "../docker/support.ts";
import { engineNote, noEngine } from "../engine/engine.ts";
import {
  readNaively,
  readSafely,
  SECRET,
  type Tally,
  TRANSCRIPT,
  tally,
  writeSession,
} from "./tenant-pair.ts";
import { TenantsDeck } from "./tenants-deck.ts";

/** Reads in all, a third for each thing that is swapped. */
const READS = Number(process.env["VIBEDECK_RACE_READS"] ?? 20_000);
const LIMIT = 60_000 + READS;

const SWAP = fileURLToPath(new URL("swap.pl", import.meta.url));
const TOOLS = ".tools";

/** What is swapped for a link to the same of somebody else's, below the home. */
const TARGETS = [".claude", dirname(TRANSCRIPT), TRANSCRIPT];

describe.skipIf(noEngine !== undefined)(
  `while a process in a sandbox swaps names for links${engineNote}`,
  () => {
    it(`not one byte of another user's comes out, in ${READS} reads (103, 104)`, {
      timeout: LIMIT,
    }, async () => {
      const yard = await openYard();
      const [alice, bob] = [yard.tenant(), yard.tenant()];
      pair(alice, bob);
      giveTools(alice.home);

      const results = new Map<string, Tally>();
      for (const target of TARGETS) {
        symlinkSync(join(bob.home, target), join(alice.home, `${target}.link`));
        const swapping = await swapInside(yard, alice, target);
        results.set(`${swapping.how} ${target}`, await tally(READS / 3, () => readSafely(alice.home)));
        await swapping.end();
        // It may have ended with the link in the place.
        pairAnew(alice.home, target);
        writeSession(alice.home, "alice's own");
      }

      for (const [what, seen] of results) {
        tell(what, seen);
        expect(seen.get("foreign"), what).toBeUndefined();
        expect([...seen.keys()].filter((key) => key.startsWith("neither"))).toEqual([]);
        expect(seen.get("own"), what).toBeGreaterThan(0);
        // It has raced: the link was met.
        expect(seen.get("symlink") ?? seen.get("not-a-directory"), what).toBeGreaterThan(0);
      }
    });

    it("nothing of another user's is in what a user lists, reads and streams (103, 104, 126)", {
      timeout: LIMIT,
    }, async () => {
      const yard = await openYard();
      const [alice, bob] = [yard.tenant(), yard.tenant()];
      pair(alice, bob);
      giveTools(alice.home);
      const target = dirname(TRANSCRIPT);
      symlinkSync(join(bob.home, target), join(alice.home, `${target}.link`));
      await using deck = await TenantsDeck.open(dirname(alice.home));
      const reader = deck.reader(alice.owner);
      const other = deck.reader(bob.owner);
      const listed = async (): Promise<number> =>
        (await reader.sessions()).length + (await other.sessions()).length;
      await expect.poll(listed).toBe(2);
      await reader.find();
      await other.find();
      const swapping = await swapInside(yard, alice, target);

      // What is swapped all the time is looked at once a second, and found or not found by chance.
      const outcomes: Tally = new Map([
        ["read", 0],
        ["gone", 0],
      ]);
      for (let looks = 0; looks < READS / 20 || Math.min(...outcomes.values()) < 100; looks++) {
        const outcome = reader.look();
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        await new Promise((resolve) => setImmediate(resolve));
      }
      await swapping.end();

      tell("through the engine", outcomes);
      other.look();
      expect(other.everything()).toContain(SECRET);
      expect(reader.everything()).toContain("alice's own");
      expect(reader.everything()).not.toContain(SECRET);
      expect(reader.everything()).not.toContain(bob.owner);
      expect(outcomes.get("read"), "it was read").toBeGreaterThan(0);
      expect(outcomes.get("gone"), "it was missing or refused").toBeGreaterThan(0);
    });
  },
);

describe.skipIf(!hasPerl())("while a process on this machine exchanges names for links", () => {
  it(`not one byte of another user's comes out, where looking first would let many out: ${READS} reads (103, 104)`, {
    timeout: LIMIT,
  }, async () => {
    await using deck = TenantsDeck.homes();
    const [alice, bob] = [deck.tenant("alice"), deck.tenant("bob")];
    pair(alice, bob);

    for (const target of TARGETS) {
      symlinkSync(join(bob.home, target), join(alice.home, `${target}.link`));
      const swapping = await swapHere(alice.home, target);
      let leaked = 0;
      // Where there is one processor for both, it may take a while.
      while (leaked === 0) leaked = (await tally(1_000, () => readNaively(alice.home))).get("foreign") ?? 0;
      const seen = await tally(READS / 3, () => readSafely(alice.home));
      await swapping.end();
      tell(`${swapping.how} ${target} on this machine`, seen);

      expect(seen.get("foreign")).toBeUndefined();
      expect(seen.get("own")).toBeGreaterThan(0);
      expect(seen.get("symlink") ?? seen.get("not-a-directory")).toBeGreaterThan(0);
      pairAnew(alice.home, target);
      writeSession(alice.home, "alice's own");
    }
  });
});

interface Swapping {
  /** `exchanging` or `renaming`. */
  readonly how: string;
  end(): Promise<void>;
}

function pair(alice: Tenant, bob: Tenant): void {
  writeSession(alice.home, "alice's own");
  writeSession(bob.home, SECRET);
}

/** Removes what a swap left, whichever is which. */
function pairAnew(home: string, target: string): void {
  const left = [target, `${target}.link`, `${target}~`].map((name) => join(home, name));
  execFileSync("rm", ["-rf", "--", ...left]);
}

/** A tiny sandbox has no program that swaps fast enough; its user brings one along. */
function giveTools(home: string): void {
  mkdirSync(join(home, TOOLS));
  const linked = execFileSync("ldd", ["/usr/bin/perl"], { encoding: "utf8" });
  for (const [library] of linked.matchAll(/\/\S+/g))
    copyFileSync(library, join(home, TOOLS, basename(library)));
  copyFileSync("/usr/bin/perl", join(home, TOOLS, "perl"));
  copyFileSync(SWAP, join(home, TOOLS, "swap.pl"));
}

async function swapInside(yard: Yard, tenant: Tenant, target: string): Promise<Swapping> {
  const sandbox = await yard.runtime.ensure(tenant, ensuring());
  const tools = `/root/${TOOLS}`;
  const perl = [`${tools}/ld-linux-x86-64.so.2`, "--library-path", tools, `${tools}/perl`] as const;
  const names = [`/root/${target}`, `/root/${target}.link`];
  const spec = jobOf([...perl, `${tools}/swap.pl`, ...names]);
  const job = await yard.runtime.exec(sandbox, spec, new AbortController().signal);
  job.stderr.on("data", (text) => process.stderr.write(`inside: ${String(text)}`));
  const how = await new Promise<string>((resolve) =>
    job.stdout.once("data", (text) => resolve(String(text).trim())),
  );
  return {
    how: `inside, ${how}`,
    async end() {
      job.stdin.end();
      await job.ended;
    },
  };
}

async function swapHere(home: string, target: string): Promise<Swapping> {
  const names = [join(home, target), join(home, `${target}.link`)];
  const child = spawn("/usr/bin/perl", [SWAP, ...names], { stdio: ["pipe", "pipe", "inherit"] });
  const how = await new Promise<string>((resolve) =>
    child.stdout.once("data", (text) => resolve(String(text).trim())),
  );
  return {
    how,
    async end() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.stdin.end();
      await ended;
    },
  };
}

function hasPerl(): boolean {
  try {
    execFileSync("/usr/bin/perl", ["-e", "1"]);
    return process.platform === "linux";
  } catch {
    return false;
  }
}

function tell(what: string, seen: Tally): void {
  const counts = [...seen].map(([outcome, count]) => `${count} ${outcome}`).join(", ");
  process.stdout.write(`${what}: ${counts}\n`);
}
