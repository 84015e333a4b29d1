import type { Diagnosis } from "@vibedeck/core";
import { CLAUDE_LABEL, IMAGE_LABEL, IMAGE_VERSION } from "../image.ts";
import type { EngineFacts, ImageFacts } from "./engine-facts.ts";
import { failure, fine, warning } from "./findings.ts";

const BUILD = "vibedeck sandbox build";

/** What is to be known of the image. Pure. @param image `undefined` when the engine has none of that name. */
export function imageFindings(
  name: string,
  image: ImageFacts | undefined,
  { architecture }: Pick<EngineFacts, "architecture">,
): readonly Diagnosis[] {
  if (image === undefined) {
    return [
      failure(`The engine has no image "${name}". It is never fetched by itself`, `${BUILD} --tag ${name}`),
    ];
  }
  const found = [architectureProblem(image.architecture, architecture), contractProblem(image)].filter(
    (problem) => problem !== undefined,
  );
  if (found.length > 0) {
    return found.map((problem) => failure(`The image "${name}" ${problem}`, `${BUILD} --tag ${name}`));
  }
  const version = image.labels.get(CLAUDE_LABEL);
  if (version === undefined) return [warning(`The image "${name}" does not say which Claude Code is in it`)];
  return [fine(`The image "${name}" (${image.id.slice(0, 19)}) has Claude Code ${version}`)];
}

/** Two ways of writing the same: that of the kernel, and that of Go. */
const GO_NAMES: ReadonlyMap<string, string> = new Map([
  ["aarch64", "arm64"],
  ["armv7l", "arm"],
  ["i686", "386"],
  ["x86_64", "amd64"],
]);

function architectureProblem(image: string, machine: string): string | undefined {
  const needed = GO_NAMES.get(machine) ?? machine;
  return image === needed || image === "" ? undefined : `is for ${image}, and the machine is ${needed}`;
}

function contractProblem({ labels }: ImageFacts): string | undefined {
  const version = labels.get(IMAGE_LABEL);
  if (version === undefined) return "is none for sandboxes: it does not have what starts and ends agents";
  if (version === IMAGE_VERSION) return undefined;
  return `is of version ${version}, and this VibeDeck needs ${IMAGE_VERSION}`;
}
