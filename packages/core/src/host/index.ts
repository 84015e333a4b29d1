export { generation } from "../beneath/generation.ts";
export { type Listing, type ListOptions, listBeneath } from "../beneath/list-beneath.ts";
export {
  type BeneathFile,
  type FileStat,
  type OpenableRoot,
  type OpenOptions,
  openBeneath,
} from "../beneath/open-beneath.ts";
export type { DirectoryEntry } from "../beneath/read-directory.ts";
export { FileRefused, type RefusalReason } from "../beneath/refusal.ts";
export { createEngine } from "../engine/create-engine.ts";
export { DRIVE_LIMITS, type DriveLimits } from "../engine/drive/seams.ts";
export type { Engine, EngineOptions } from "../engine/engine.ts";
export { lockState } from "../engine/state/lock.ts";
export { type Durability, openDatabase } from "../engine/state/open-database.ts";
export {
  createRootWatcher,
  type FileGlance,
  type RootWatcher,
  type RootWatcherOptions,
} from "../watch/root-watcher.ts";
export type { WatchTuning } from "../watch/tuning.ts";
export { createContainer, type DependencyContainer, type InjectionToken } from "./container.ts";
export { DISPOSE_LIMIT_MS, Disposer } from "./disposer.ts";
export { guard, reasonOf } from "./guard.ts";
export { type Mount, type MountOptions, mountBackend } from "./mount-backend.ts";
export type {
  BackendState,
  BackendStatus,
  MountedBackend,
  MountedCommand,
  MountedVerb,
  PluginSource,
} from "./mounted.ts";
export { pluginExport } from "./plugin-export.ts";
export { BackendRegistry } from "./registry.ts";
export {
  BACKEND_REGISTRY,
  CLI,
  DISCOVERY,
  LOGGER,
  PART_CONTEXT,
  PART_NAMES,
  PART_TOKENS,
  PRICING,
  RENDERER,
  TAILER,
} from "./tokens.ts";
