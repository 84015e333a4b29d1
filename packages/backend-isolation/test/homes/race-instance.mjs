// Prints the id of an installation, which others make at the same time.

import { instanceId } from "../../dist/homes/instance-id.js";

process.stdout.write(instanceId(process.argv[2]));
