import { SessionScript } from "../script/session-script.ts";
import { read } from "../tools/files.ts";
import { plan } from "../tools/plans.ts";
import { glob } from "../tools/search.ts";
import { OPUS, PROJECTS, type Story } from "./story.ts";

const PLAN = `# Encrypt backups

## What changes for people
- \`tern init --encrypt\` asks for a passphrase twice and says how strong it is.
- \`tern push\`, \`tern pull\` and \`tern ls\` ask for it once a day; \`TERN_PASSPHRASE_FILE\` serves scripts.
- A lost passphrase cannot be recovered. \`init\` says so and makes you type \`I understand\`.

## How
1. **Key**: Argon2id (64 MiB, 3 passes) over the passphrase and a salt of 16 random bytes. It opens a random data key, so that a new passphrase does not re-write the backup.
2. **Chunks**: XChaCha20-Poly1305, a random nonce of 24 bytes a chunk; the chunk's place is authenticated too, so that nobody can swap two of them.
3. **Names**: the index is a chunk like any other. Only sizes and times can be seen from outside.
4. **Old backups** stay readable. \`tern encrypt\` converts one, chunk by chunk, and can be interrupted.

## Tests
- round trips of 0 B, 1 B, 64 KiB − 1, 64 KiB and 5 GiB of holes
- a flipped bit, a swapped pair, a cut file and an old index are each refused, with the name of the file
- the known answers of the RFC and of the Argon2 reference

## Not in this step
Several passphrases for one backup; hardware keys.`;

/** Waits for a plan to be approved. */
export function encryptionPlan(): Story {
  const script = new SessionScript({
    sessionId: "9a41e7b5-6f02-4c58-a1d7-3e8c5b90d244",
    cwd: PROJECTS.cli,
    branch: "main",
    model: OPUS,
    mode: "plan",
  });
  script.prompt(
    "I want encrypted backups in tern. Plan it first: no code yet, and no home-made cryptography.",
  );
  script.title("Plan encrypted backups");
  script.think(
    "A Rust CLI. Find out how chunks and the index are written today. Then choose well-known primitives: Argon2id for the passphrase, XChaCha20-Poly1305 for chunks because random nonces are safe there.",
  );
  script.use(
    glob("src/**/*.rs", ["src/main.rs", "src/chunk.rs", "src/index.rs", "src/remote.rs", "src/restore.rs"]),
  );
  script.use(
    read(
      "/home/ines/code/tern/src/chunk.rs",
      `/// Splits a file where its content says so, so that an insertion moves no later chunk.
pub fn split(reader: impl Read, out: &mut impl Sink) -> Result<Vec<ChunkId>> {
    let mut cutter = Cutter::new(MIN, AVERAGE, MAX);
    let mut ids = Vec::new();
    for chunk in cutter.chunks(reader) {
        let chunk = chunk?;
        let id = ChunkId::of(&chunk);
        out.put(id, zstd::encode_all(&chunk[..], 3)?)?;
        ids.push(id);
    }
    Ok(ids)
}`,
      41,
      128,
    ),
    read(
      "/home/ines/code/tern/src/index.rs",
      `#[derive(Serialize, Deserialize)]
pub struct Index {
    pub version: u32,
    pub taken_at: DateTime<Utc>,
    pub files: BTreeMap<PathBuf, Vec<ChunkId>>,
}`,
      12,
      96,
    ),
  );
  script.say(
    "Chunks are named by the hash of their content. With encryption that name would tell an outsider which files you have, so the hash gets a key as well. The rest fits in without moving anything.",
  );
  script.call(plan(PLAN, "/home/ines/.claude/plans/quiet-harbour-lantern.md"));
  return { script, minutesAgo: 14 };
}
