// Starts an agent as a server would, tells its record and each of its lines, and waits to be killed.

import { tmpdir } from "node:os";
import { silentLogger } from "../../dist/index.js";
import { createLocalPlace } from "../../dist/process/index.js";

const place = createLocalPlace({ environment: process.env, home: tmpdir(), logger: silentLogger });
const spec = { argv: process.argv.slice(2), cwd: process.cwd(), env: {} };
const agent = await place.start(spec, new AbortController().signal, { owner: "local", progress() {} });
for await (const line of agent.lines()) {
  process.stdout.write(`${JSON.stringify({ record: agent.record, line })}\n`);
}
