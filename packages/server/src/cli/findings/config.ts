import type { Config } from "../../config/load-config.ts";
import { configPlaces } from "../../config/locate-config.ts";
import { showPath } from "../../config/toml-file.ts";
import type { Terminal } from "../terminal.ts";
import type { Finding } from "./finding.ts";

/** Which configuration is in effect, and what is odd about it. */
export function configFindings(
  config: Config,
  terminal: Pick<Terminal, "env" | "cwd" | "home" | "uid">,
): readonly Finding[] {
  const places = configPlaces(terminal).map((path) => showPath(path, terminal));
  const text =
    config.file === undefined
      ? `No configuration file (${places.join(", ")}): the defaults are in effect`
      : `Configuration ${config.file.shown}`;
  return [
    { state: "ok", text },
    ...config.warnings.map((warning): Finding => ({ state: "warning", text: warning })),
    ...(terminal.uid === 0 ? [AS_ROOT] : []),
  ];
}

const AS_ROOT: Finding = {
  state: "warning",
  text: "This is the root user: every plugin and every mistake has all rights.",
  hint: "Run VibeDeck as the user whose sessions it shows.",
};
