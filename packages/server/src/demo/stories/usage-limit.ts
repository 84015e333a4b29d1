import { SessionScript } from "../script/session-script.ts";
import { edit, read } from "../tools/files.ts";
import { bash, failingBash } from "../tools/shell.ts";
import { OPUS, PROJECTS, type Story } from "./story.ts";

const RETRY = "/home/ines/code/tern/src/retry.rs";

/** Stopped by the usage limit. */
export function usageLimit(): Story {
  const script = new SessionScript({
    sessionId: "2c8e5d17-b9a3-4d60-8e42-f17a6b3c0955",
    cwd: PROJECTS.cli,
    branch: "retry-uploads",
    model: OPUS,
    context: 96_000,
  });
  script.prompt(
    "Uploads give up at the first timeout. Retry them, but not for ever, and never twice for a chunk that has arrived.",
  );
  script.title("Retry uploads that time out");
  script.use(
    read(
      RETRY,
      `pub fn put(remote: &Remote, id: ChunkId, bytes: &[u8]) -> Result<()> {
    remote.put(id, bytes)
}`,
    ),
  );
  script.say(
    "A chunk's name is its hash, so sending it twice is harmless but slow: asking the remote first is cheaper.",
  );
  script.use(
    edit(
      RETRY,
      1,
      `-pub fn put(remote: &Remote, id: ChunkId, bytes: &[u8]) -> Result<()> {
-    remote.put(id, bytes)
+pub fn put(remote: &Remote, id: ChunkId, bytes: &[u8], waits: Waits) -> Result<()> {
+    for wait in waits {
+        match remote.put(id, bytes) {
+            Err(error) if error.is_timeout() => sleep(wait),
+            other => return other,
+        }
+        if remote.has(id)? {
+            return Ok(());
+        }
+    }
+    remote.put(id, bytes)
 }`,
    ),
  );
  script.use(
    failingBash(
      "cargo test retry",
      "Run the tests",
      `running 3 tests
test retry::gives_up_after_five ... ok
test retry::asks_before_sending_again ... ok
test retry::waits_longer_each_time ... FAILED

---- retry::waits_longer_each_time stdout ----
assertion failed: waits.windows(2).all(|pair| pair[0] < pair[1])
  waits: [100ms, 200ms, 400ms, 400ms, 400ms]

test result: FAILED. 2 passed; 1 failed`,
      101,
      9,
    ),
  );
  script.think(
    "The waits stop growing at 400 ms because of the cap. Either the test or the cap is wrong; the issue says up to ten seconds.",
  );
  script.say("The cap is too low: the issue asks for waits up to ten seconds.");
  script.use(
    bash("grep -n CAP src/retry.rs", "Find the cap", "9:const CAP: Duration = Duration::from_millis(400);"),
  );
  script.apiError("You've hit your limit · resets 5pm", "rate_limit");
  return { script, minutesAgo: 128 };
}
