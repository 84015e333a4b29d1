import type { AgentInfo, Approval, DriveState, ScopedDrive, Send, SendReceipt } from "@vibedeck/core";

/** A message that is there, in every session. */
export const SEND_ID = "0a0a0a0a-0000-4000-8000-000000000001";

/** A request that waits for whoever asks; no other one is there. */
export const APPROVAL_ID = "0b0b0b0b-0000-4000-8000-000000000001";

export const STATE: DriveState = { state: "none", sends: [], approvals: [] };

const SEND: Send = {
  id: SEND_ID,
  text: "Hello",
  attachments: [{ type: "image", name: "a.png", bytes: 3 }],
  state: "queued",
  steer: false,
  at: 1,
};

const APPROVAL: Approval = {
  id: APPROVAL_ID,
  session: "somekey",
  kind: "tool",
  state: "pending",
  tool: "Bash",
  input: { command: "ls" },
  view: { kind: "shell", command: "ls" },
  suggestions: [{ id: "0", text: "Always allow ls", where: "this project" }],
  at: 1,
};

const INFO: AgentInfo = {
  models: [{ id: "opus", label: "Opus" }],
  permissionModes: [{ id: "plan", label: "Plan" }],
  commands: [{ name: "compact", description: "Sums up" }],
  agents: [{ name: "explorer" }],
  version: "1.0.0",
};

const ENTRIES = [{ name: "src", directory: true }];

/**
 * Answers as a driver would and keeps nothing.
 * @param note is told of every call, and may throw.
 * @param owns says whose sessions these are.
 */
export function fakeDrive(
  note: (method: string, ...args: readonly unknown[]) => void,
  owns: (key: string) => boolean,
): ScopedDrive {
  const receipt = (key: string, id: string): SendReceipt => ({ key, send: { ...SEND, id } });
  return {
    start: async (request) => {
      note("drive.start", request);
      return receipt("newkey", request.id);
    },
    send: async (key, request) => {
      note("drive.send", key, request);
      return owns(key) ? receipt(key, request.id) : undefined;
    },
    fork: async (key, request) => {
      note("drive.fork", key, request);
      return owns(key) ? receipt("forkkey", request.id) : undefined;
    },
    change: async (key, id, change) => {
      note("drive.change", key, id, change);
      return owns(key) && id === SEND_ID ? { ...SEND, text: change.text ?? SEND.text } : undefined;
    },
    remove: async (key, id) => {
      note("drive.remove", key, id);
      return owns(key) && id === SEND_ID ? SEND : undefined;
    },
    sent: (key, id) => {
      note("drive.sent", key, id);
      return owns(key) && id === SEND_ID ? { ...SEND, whole: "Hello, all of it" } : undefined;
    },
    interrupt: async (key) => {
      note("drive.interrupt", key);
      return owns(key) ? { ...STATE, state: "stopping" } : undefined;
    },
    settings: async (key, settings) => {
      note("drive.settings", key, settings);
      return owns(key) ? { ...STATE, ...settings } : undefined;
    },
    state: async (key) => {
      note("drive.state", key);
      return owns(key) ? { ...STATE, sends: [SEND], approvals: [APPROVAL] } : undefined;
    },
    approvals: () => {
      note("drive.approvals");
      return [APPROVAL];
    },
    answer: async (id, answer) => {
      note("drive.answer", id, answer);
      return id === APPROVAL_ID ? { ...APPROVAL, state: "allowed", answer: "allowed" } : undefined;
    },
    info: async (key) => {
      note("drive.info", key);
      return owns(key) ? INFO : undefined;
    },
    infoIn: async (cwd, backend) => {
      note("drive.infoIn", cwd, backend);
      return INFO;
    },
    list: async (key, path) => {
      note("drive.list", key, path);
      return owns(key) ? ENTRIES : undefined;
    },
    listIn: async (path, backend) => {
      note("drive.listIn", path, backend);
      return ENTRIES;
    },
  };
}
