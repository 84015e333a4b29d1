// Four requests for one home in this process, while others do the same. Prints which of them made it.

import { silentLogger } from "../../../core/dist/index.js";
import { ensureHome } from "../../dist/homes/ensure-home.js";

const [, , usersDir, owner] = process.argv;
const made = [];
for (let request = 0; request < 4; request++) {
  await new Promise((resolve) => setImmediate(resolve));
  made.push(ensureHome(usersDir, owner, silentLogger).created);
}
process.stdout.write(JSON.stringify(made));
