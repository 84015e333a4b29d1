// Checked by the compiler only: each line under an expectation must fail to compile.
import {
  type Discovery,
  defineBackend,
  type Pricing,
  type Renderer,
  type Tailer,
  viewOnlyCli,
} from "@vibedeck/core";
import { z } from "zod";

declare const discovery: Discovery;
declare const tailer: Tailer;
declare const renderer: Renderer;
declare const pricing: Pricing;

const schema = z.strictObject({ dir: z.string().default("."), depth: z.number().optional() });

// The factories see the output of a zod schema: defaults are filled in.
export default defineBackend({
  name: "tool",
  config: schema,
  capabilities: { run: true },
  parts: {
    discovery: ({ config }) => {
      const dir: string = config.dir;
      // @ts-expect-error it may be absent
      const depth: number = config.depth;
      // @ts-expect-error there is no such key
      void config.path;
      return { ...discovery, ...{ dir, depth } };
    },
    tailer: () => tailer,
    renderer: () => renderer,
    pricing: () => pricing,
    cli: () => viewOnlyCli("tool"),
  },
});
