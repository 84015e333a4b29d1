export type { IsolationConfig } from "./config-shape.ts";
