import type {
  EngineFacts,
  EngineProbe,
  ImageFacts,
  NetworkFacts,
  RuntimeEntry,
} from "../diagnose/engine-facts.ts";
import type { EngineClient } from "./engine-client.ts";
import { findImage } from "./image.ts";
import { findNetwork } from "./network.ts";
import { at, listAt, numberAt, objectAt, textAt, textsAt } from "./read.ts";

/** What an engine says of itself and what it has, for a diagnosis. */
export function engineProbe(client: EngineClient): EngineProbe {
  return {
    facts: async () => factsOf(await client.must("GET", "/info"), await client.must("GET", "/version")),
    image: async (name) => {
      const found = await findImage(client, name);
      return found === undefined ? undefined : imageFacts(found);
    },
    network: async (name) => {
      const found = await findNetwork(client, name);
      return found === undefined ? undefined : networkFacts(found);
    },
  };
}

function factsOf(info: unknown, version: unknown): EngineFacts {
  const runc = listAt(version, "Components").find((each) => textAt(each, "Name") === "runc");
  const runcVersion = textAt(runc, "Version");
  return {
    version: textAt(version, "Version") ?? "unknown",
    apiVersion: textAt(version, "ApiVersion") ?? "unknown",
    architecture: textAt(info, "Architecture") ?? textAt(version, "Arch") ?? "unknown",
    runtimes: new Map(
      Object.entries(objectAt(info, "Runtimes") ?? {}).map(([name, one]) => [name, entryOf(one)]),
    ),
    ...(runcVersion === undefined ? {} : { runcVersion }),
    securityOptions: listAt(info, "SecurityOptions").filter((each) => typeof each === "string"),
    memoryBytes: numberAt(info, "MemTotal") ?? 0,
    liveRestore: at(info, "LiveRestoreEnabled") === true,
  };
}

function entryOf(runtime: unknown): RuntimeEntry {
  const path = textAt(runtime, "path") ?? textAt(runtime, "runtimeType");
  const args = listAt(runtime, "runtimeArgs").filter((each) => typeof each === "string");
  return { args, ...(path === undefined ? {} : { path }) };
}

function imageFacts(image: unknown): ImageFacts {
  return {
    id: textAt(image, "Id") ?? "",
    architecture: textAt(image, "Architecture") ?? "",
    labels: textsAt(image, "Config", "Labels"),
  };
}

function networkFacts(network: unknown): NetworkFacts {
  return {
    driver: textAt(network, "Driver") ?? "",
    options: textsAt(network, "Options"),
    internal: at(network, "Internal") === true,
  };
}
