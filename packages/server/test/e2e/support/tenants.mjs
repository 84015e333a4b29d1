// A backend whose sessions are of several people: Claude Code's, found in a home for each.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import claudeCode from "@vibedeck/backend-claude-code";
import { defineBackend, inheritParts } from "@vibedeck/core";

const BELOW = ".claude/projects/";

/** `homes` holds a folder for each user id; all other keys are Claude Code's. */
const config = {
  "~standard": {
    version: 1,
    vendor: "tenants",
    validate: async ({ homes, ...rest }) => {
      const { value, issues } = await claudeCode.config["~standard"].validate({ ...rest, dirs: [homes] });
      return issues === undefined ? { value: { homes, claude: value } } : { issues };
    },
  },
};

const parts = inheritParts(claudeCode, ({ claude }) => claude);

/** The homes belong to their users, who can put anything there: only the way down to the transcripts is followed. */
function discovery(context) {
  const { homes } = context.config;
  const inner = parts.discovery(context);
  const within = (path) => (path.startsWith(BELOW) ? path.slice(BELOW.length) : undefined);
  return {
    ...inner,
    async *roots() {
      yield readdirSync(homes).map((owner) => ({
        path: join(homes, owner),
        owner,
        trusted: false,
        maxDepth: 7,
      }));
    },
    identify: (root, path) => {
      const inside = within(path);
      return inside === undefined ? undefined : inner.identify(root, inside);
    },
    locate: (root, sessionId, cwd) => {
      const path = inner.locate(root, sessionId, cwd);
      return path === undefined ? undefined : `${BELOW}${path}`;
    },
    enter: (root, path) => {
      const inside = within(path);
      return inside === undefined ? BELOW.startsWith(`${path}/`) : inner.enter(root, inside);
    },
  };
}

export default defineBackend({
  name: "tenants",
  title: "Claude Code",
  capabilities: claudeCode.capabilities,
  config,
  parts: { ...parts, discovery },
});
