import {
  hostConfigOf,
  INSTANCE_LABEL,
  OWNER_LABEL,
  SPEC_LABEL,
  specLabel,
  type Wanted,
  wantedFacts,
} from "./facts.ts";

/** The create request of a sandbox (Docker Engine API, "ContainerCreate"). No variable of anybody is in it. Pure. */
export function createBody(wanted: Wanted): Record<string, unknown> {
  const { tenant, instance, image } = wanted;
  return {
    Hostname: "sandbox",
    // By its id: the name may mean another one by now.
    Image: image.id,
    Tty: false,
    OpenStdin: false,
    Labels: {
      [INSTANCE_LABEL]: instance,
      [OWNER_LABEL]: tenant.owner,
      [SPEC_LABEL]: specLabel(wantedFacts(wanted)),
    },
    HostConfig: hostConfigOf(wanted),
  };
}
