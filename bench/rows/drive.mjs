// From the send to the first character of the answer, through the server and with the same Claude Code run directly,
// one after the other; the direct run is done twice, so that its own unrest is known. And 20 turns at once.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CLAUDE, claudeEnv, startAgent } from "../lib/claude.mjs";
import { sendTurn, startTurn } from "../lib/drive.mjs";
import { startMessagesApi } from "../lib/messages-api.mjs";
import { discard, freshState, getJson, startServer } from "../lib/server.mjs";
import { median, ms, percentile } from "../lib/stats.mjs";

const WARM = 40;
const COLD = 10;
const AT_ONCE = 20;
const WORDS = Array.from({ length: 50 }, (_, word) => `word-${word} `);

export async function measure() {
  if (CLAUDE === undefined) {
    process.stderr.write("There is no Claude Code here; driving was not measured.\n");
    return [];
  }
  const home = mkdtempSync(join(tmpdir(), "vibedeck-bench-drive-"));
  const cwd = join(home, "project");
  mkdirSync(cwd);
  const api = await startMessagesApi(WORDS);
  const env = claudeEnv(home, api.url);
  const config = join(home, "vibedeck.toml");
  writeFileSync(config, `[claude-code]\ncommand = ${JSON.stringify(CLAUDE)}\n`);
  const stateDir = freshState();
  const server = await startServer(home, stateDir, ["--config", config], env);
  try {
    const warm = await compareWarm(server, cwd, env);
    const cold = await compareCold(server, cwd, env);
    const lost = await manyAtOnce(server, home);
    return [
      ...rows("first character, agent runs", warm, 50),
      ...rows("first character, agent is started", cold, undefined),
      {
        what: `${AT_ONCE} turns at once: messages lost`,
        value: String(lost),
        limit: "–",
        ratio: "–",
        target: "0",
        ok: lost === 0,
      },
    ];
  } finally {
    await server.stop();
    await api.close();
    discard(stateDir);
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The agents run already on both sides. */
async function compareWarm(server, cwd, env) {
  const agent = startAgent(cwd, env);
  await agent.turn("Hello");
  const { session } = await startTurn(server, cwd, "Hello");
  const runs = await alternate(
    WARM,
    () => agent.turn("Go on"),
    () => sendTurn(server, session, "Go on"),
  );
  session.close();
  await agent.stop();
  return runs;
}

/** An agent is started for each turn. */
function compareCold(server, cwd, env) {
  const direct = async () => {
    const agent = startAgent(cwd, env);
    const first = await agent.turn("Hello");
    await agent.stop();
    return first;
  };
  const through = async () => {
    const { session, first } = await startTurn(server, cwd, "Hello");
    session.close();
    return first;
  };
  return alternate(COLD, direct, through);
}

async function alternate(times, direct, through) {
  const runs = { direct: [], again: [], through: [] };
  for (let run = 0; run < times; run++) {
    runs.direct.push(await direct());
    runs.through.push(await through());
    runs.again.push(await direct());
  }
  return runs;
}

/** Turns of which the stream did not bring the answer whole, or the transcript lacks a message. */
async function manyAtOnce(server, home) {
  const turns = await Promise.all(
    Array.from({ length: AT_ONCE }, (_, turn) => {
      const cwd = join(home, `project-${turn}`);
      mkdirSync(cwd);
      return startTurn(server, cwd, `Hello from ${turn}`);
    }),
  );
  const whole = WORDS.join("");
  let lost = 0;
  for (const { key, send, session } of turns) {
    session.close();
    const { messages } = await getJson(`${server.url}/api/sessions/${key}/messages`);
    const texts = messages.flatMap(({ blocks }) => blocks.map(({ text }) => text));
    const complete = messages.some(({ id }) => id === send.id) && texts.includes(whole);
    if (!complete || session.answer() !== whole) lost++;
  }
  return lost;
}

function rows(what, { direct, again, through }, allowed) {
  const more = through.map((time, run) => time - direct[run]);
  const unrest = again.map((time, run) => time - direct[run]);
  const row = (name, of, bound) => ({
    what: `${what}: more than directly, ${name}`,
    value: ms(of(more)),
    limit: `directly ${ms(of(direct))}, directly again ${ms(of(unrest))} more`,
    ratio: `${(of(through) / of(direct)).toFixed(2)} ×`,
    target: bound === undefined ? "figure" : `≤ ${bound} ms`,
    ok: bound === undefined || of(more) <= bound,
  });
  return [row("p50", median, undefined), row("p95", (times) => percentile(times, 0.95), allowed)];
}
