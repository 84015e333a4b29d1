export type { BackendState, BackendStatus, MountedBackend, PluginSource } from "./mounted.ts";
