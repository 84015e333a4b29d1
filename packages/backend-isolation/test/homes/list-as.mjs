// Lists homes as another user. Usage: list-as.mjs DIRECTORY UID

import { listHomes } from "../../dist/homes/list-homes.js";

const [, , usersDir, uid] = process.argv;
process.setgid(Number(uid));
process.setuid(Number(uid));
process.stdout.write(JSON.stringify(await listHomes(usersDir)));
