import { SessionScript } from "../script/session-script.ts";
import { bash } from "../tools/shell.ts";
import { HAIKU, PROJECTS, type Story } from "./story.ts";

/** Runs a command that somebody probably has to allow first. */
export function permission(): Story {
  const script = new SessionScript({
    sessionId: "e3b60f94-7d28-4b15-9c6a-58d2a7f41066",
    cwd: PROJECTS.cli,
    branch: "main",
    model: HAIKU,
    mode: "default",
  });
  script.prompt("Tag 0.9.2 and push it.");
  script.title("Release tern 0.9.2");
  script.use(
    bash(
      "git status --short && git log --oneline -3",
      "See what would be released",
      "a81f0c3 Say which file could not be read\n5d2290e Restore times of folders too\n0c4be17 Release 0.9.1",
    ),
  );
  script.say("Two fixes since 0.9.1, nothing uncommitted. I'll tag and push.");
  script.call(
    bash('git tag -a v0.9.2 -m "tern 0.9.2" && git push origin v0.9.2', "Tag and push the release", ""),
  );
  return { script, minutesAgo: 2 };
}
