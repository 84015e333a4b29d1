import type { Diagnosis } from "@vibedeck/core";
import type { NetworkFacts } from "./engine-facts.ts";
import { failure, fine, warning } from "./findings.ts";

/** With this option of a bridge its containers cannot reach each other. */
const BETWEEN = "com.docker.network.bridge.enable_icc";

/** What is to be known of the network that sandboxes are in. Pure. @param facts `undefined` when there is none. */
export function networkFindings(name: string, facts: NetworkFacts | undefined): readonly Diagnosis[] {
  if (name === "none") {
    return [
      warning(
        'Sandboxes have no network (network = "none"): agents cannot reach the API unless it is inside',
        "docs/operating.md makes a network that leads to the API and nowhere else.",
      ),
    ];
  }
  if (facts === undefined) {
    return [
      failure(
        `The engine has no network "${name}"`,
        `docker network create -o ${BETWEEN}=false ${name}, and the rules of docs/operating.md`,
      ),
    ];
  }
  if (facts.driver !== "bridge") {
    return [
      failure(
        `The network "${name}" is of the kind ${facts.driver}: whether sandboxes reach each other there cannot be told`,
        "Use a bridge.",
      ),
    ];
  }
  if (facts.options.get(BETWEEN) !== "false") {
    return [
      failure(
        `In the network "${name}" every sandbox can reach every other one`,
        `Make it anew: docker network rm ${name}; docker network create -o ${BETWEEN}=false ${name}`,
      ),
    ];
  }
  if (facts.internal) {
    return [warning(`The network "${name}" leads nowhere (internal): agents cannot reach the API`)];
  }
  return [
    fine(`In the network "${name}" sandboxes cannot reach each other`),
    warning(
      "What sandboxes reach beyond it is up to the rules of this machine, which are not looked at",
      "docs/operating.md has rules that let them reach the API and nothing else.",
    ),
  ];
}
