import { execFileSync, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ClaudeHome } from "./claude-run.ts";
import { eachClaude } from "./each-claude.ts";
import { startScriptedApi } from "./scripted-api.ts";

const hasPython = spawnSync("python3", ["-c", "import pty"]).status === 0;

/** Runs a program in a terminal of its own until its screen holds a text, and prints what stood there. */
const IN_A_TERMINAL = `
import fcntl, os, pty, re, select, signal, struct, sys, termios, time
wanted, program, *args = sys.argv[1:]
pid, fd = pty.fork()
if pid == 0:
    os.execv(program, [program] + args)
fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
out, end = b"", time.time() + 30
def screen():
    text = re.sub(rb"\\x1b\\[[0-9;?<>=]*[A-Za-z]|\\x1b\\][^\\x07]*\\x07|\\x1b[()][A-Z0-9]|\\x1b[=>78]", b" ", out)
    return re.sub(r"\\s+", " ", text.decode("utf8", "replace"))
while time.time() < end and wanted not in screen():
    if select.select([fd], [], [], 0.2)[0]:
        try: out += os.read(fd, 65536)
        except OSError: break
os.kill(pid, signal.SIGKILL)
print(screen()[-4000:])
`;

if (!hasPython) {
  it.skipIf(!process.env["VIBEDECK_REQUIRE_CLAUDE"])(
    "has python3, to give `claude --resume` a terminal",
    () => {
      expect.fail("VIBEDECK_REQUIRE_CLAUDE is set, but there is no python3");
    },
  );
}

eachClaude("the picker", (binary, test) => {
  if (!hasPython) return;

  test("lists a session that was started here in `claude --resume`", async () => {
    await using api = await startScriptedApi({});
    using home = new ClaudeHome(binary, api.url);
    await using agent = await home.agent({ type: "start", sessionId: randomUUID(), cwd: home.cwd });
    await agent.say("a prompt to be found again");
    await agent.next("turn-end");
    await agent.end();
    trust(home);

    const args = ["-c", IN_A_TERMINAL, "a prompt to be found again", binary.path, "--resume"];
    const screen = execFileSync("python3", args, {
      cwd: home.cwd,
      env: { ...home.env, TERM: "xterm-256color", LANG: "C.UTF-8", DISABLE_AUTOUPDATER: "1" },
      encoding: "utf8",
      timeout: 50_000,
    });

    expect(screen).toContain("a prompt to be found again");
  });
});

/** Answers what the tool asks a person at its first start in a folder. */
function trust(home: ClaudeHome): void {
  const state = {
    hasCompletedOnboarding: true,
    theme: "dark",
    numStartups: 5,
    customApiKeyResponses: { approved: ["stand-in"], rejected: [] },
    projects: { [home.cwd]: { hasTrustDialogAccepted: true, hasCompletedProjectOnboarding: true } },
  };
  writeFileSync(join(home.home, ".claude.json"), JSON.stringify(state));
}
