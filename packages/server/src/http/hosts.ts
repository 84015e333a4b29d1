import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { VibeDeckError } from "@vibedeck/core";

/** Which names this server answers to, and which origins its own page can have. */
export interface HostRules {
  /** Whether the request names this server. */
  servesHost(request: IncomingMessage): boolean;
  /** Whether an `Origin` header is that of our own page on this request's connection. */
  isOwnOrigin(origin: string, request: IncomingMessage): boolean;
}

/** What {@link hostRules} takes. */
export interface HostOptions {
  readonly allowedHosts?: readonly string[];
  readonly publicUrl?: URL;
}

/**
 * Compares hosts as exact text: a page of another name that resolves to this machine (DNS rebinding) sends that name.
 * Beside the configured ones, the address and port that the connection came in on are served, and `localhost` for
 * loopback; both come from the socket, so they are right for port 0 and for a handler that is mounted elsewhere.
 * @throws `VibeDeckError` `CONFIG_INVALID` for a host that no browser could send.
 */
export function hostRules(options: HostOptions): HostRules {
  const hosts = new Set((options.allowedHosts ?? []).map(checkedHost));
  const origins = new Set([...hosts].flatMap((host) => [`http://${host}`, `https://${host}`]));
  if (options.publicUrl !== undefined) {
    hosts.add(options.publicUrl.host);
    origins.add(options.publicUrl.origin);
  }
  return {
    servesHost: (request) => {
      const host = onlyHost(request);
      return host !== undefined && (hosts.has(host) || isLocal(host, request.socket));
    },
    isOwnOrigin: (origin, request) => origins.has(origin) || isLocalOrigin(origin, request.socket),
  };
}

const HOST = /^(?:[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_])?|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/;

function checkedHost(host: string): string {
  const lower = host.toLowerCase();
  if (HOST.test(lower)) return lower;
  throw new VibeDeckError("CONFIG_INVALID", `"${host.slice(0, 100)}" cannot be an allowed host.`, {
    hint: 'Write hosts as browsers send them, without scheme, path or wildcard: "deck.example" or "deck.example:8080".',
  });
}

/** The `Host` header, when there is exactly one. */
function onlyHost(request: IncomingMessage): string | undefined {
  const values = request.headersDistinct["host"];
  return values?.length === 1 ? values[0] : undefined;
}

function isLocal(host: string, socket: Socket): boolean {
  const { localPort: port, localAddress } = socket;
  if (port === undefined || localAddress === undefined) return false;
  const address = plainAddress(localAddress);
  const suffix = port === defaultPort(socket) ? ["", `:${port}`] : [`:${port}`];
  const names = isLoopback(address) ? [bracketed(address), "localhost"] : [bracketed(address)];
  return names.some((name) => suffix.some((end) => host === name + end));
}

function isLocalOrigin(origin: string, socket: Socket): boolean {
  const scheme = isEncrypted(socket) ? "https://" : "http://";
  return origin.startsWith(scheme) && isLocal(origin.slice(scheme.length), socket);
}

function defaultPort(socket: Socket): number {
  return isEncrypted(socket) ? 443 : 80;
}

function isEncrypted(socket: Socket): boolean {
  return "encrypted" in socket && socket.encrypted === true;
}

/** An IPv4 address as a dual-stack socket reports it, without its IPv6 coat. */
function plainAddress(address: string): string {
  return address.startsWith("::ffff:") && address.includes(".") ? address.slice(7) : address;
}

function bracketed(address: string): string {
  return address.includes(":") ? `[${address}]` : address;
}

/** Whether an IP address, as the operating system writes it, is this machine's own. */
export function isLoopback(address: string): boolean {
  return address === "::1" || /^(?:::ffff:)?127(?:\.\d{1,3}){3}$/.test(address);
}
