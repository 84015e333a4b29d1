export {
  AUTH_TYPE,
  type AuthContext,
  type AuthDefinition,
  type Authenticator,
  type AuthPlugin,
  type AuthRequest,
  type BegunSignIn,
  defineAuth,
  type Identity,
  type RedirectAuthenticator,
  type RequestAuthenticator,
  type ReturnedSignIn,
} from "./auth.ts";
export {
  API_VERSION,
  BACKEND_TYPE,
  type BackendDefinition,
  type BackendPlugin,
  type Capabilities,
  type CodingToolBackend,
  type ConfigSchema,
  defineBackend,
  inheritParts,
  MIN_API_VERSION,
  type PartContext,
  type PartFactories,
} from "./backend.ts";
export {
  type Action,
  type AgentExit,
  type AgentProcess,
  type Availability,
  type Cli,
  type CommandSpec,
  type EndSignal,
  type FolderEntry,
  type Orphan,
  type Place,
  type PlaceReport,
  type PlaceState,
  type Places,
  type RunContext,
  type RunSettings,
  viewOnlyCli,
} from "./cli.ts";
export type {
  AgentInfo,
  AgentModel,
  AgentRequest,
  Answer,
  Attachment,
  Conversation,
  ConversationEvent,
  Failure,
  FailureKind,
  OutgoingMessage,
  Suggestion,
} from "./conversation.ts";
export { type Cursor, formatCursor, parseCursor } from "./cursor.ts";
export type {
  Approval,
  DriveBrief,
  DriveState,
  OtherProgram,
  RequestState,
  ScopedDrive,
  Send,
  SendChange,
  SendReceipt,
  SendRequest,
  SendState,
  StartRequest,
} from "./drive.ts";
export type { EntryProblem, RawEntry } from "./entry.ts";
export { ERROR_CODES, type ErrorCode, type ErrorDetails, isVibeDeckError, VibeDeckError } from "./errors.ts";
export type { DeckEvent, DeckEventType, Notice, Progress } from "./events.ts";
export { isObject, type Json, type JsonObject, own } from "./json.ts";
export { type Logger, silentLogger } from "./logger.ts";
export type {
  Block,
  ImageBlock,
  Message,
  NoticeBlock,
  Role,
  ToolResultBlock,
  ToolUseBlock,
} from "./message.ts";
export type { BackendCommand, CommandTerminal, CommandVerb, Diagnosis } from "./operate.ts";
export { Partials } from "./partials.ts";
export type {
  Discovery,
  OpenedFile,
  PartName,
  Parts,
  Pricing,
  ReadBudget,
  Renderer,
  Root,
  TailCursor,
  Tailer,
  TailResult,
} from "./parts.ts";
export { LOCAL_OWNER, LOCAL_PRINCIPAL, type Owner, type Principal, type Scope } from "./principal.ts";
export { quoteClaim } from "./quote-claim.ts";
export { canSee } from "./scope.ts";
export type {
  Activity,
  ActivityState,
  Cost,
  ModelUsage,
  SessionCounts,
  SessionFacts,
  SessionKind,
  SessionRef,
  SessionSummary,
  TitleSource,
  TokenCounts,
} from "./session.ts";
export type { DiffHunk, Field, Question, TodoItem, ToolResultView, ToolView } from "./tool-view.ts";
export { Transcript } from "./transcript.ts";
export type { UsageRecord } from "./usage.ts";
export { fromUserId, MAX_USER_ID, type MappedId, toUserId, type UserId } from "./user-id.ts";
export type {
  EventStream,
  MessagePage,
  MessageQuery,
  OwnerTotals,
  ScopedView,
  SessionDetail,
  SessionPage,
  SessionPatch,
  SessionQuery,
  StreamItem,
  StreamOptions,
} from "./view.ts";
