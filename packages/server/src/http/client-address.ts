import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { VibeDeckError } from "@vibedeck/core";
import proxyAddr from "proxy-addr";
import { proxyProblem } from "../config/trusted-proxies.ts";

/** Where requests come from. */
export interface ClientAddresses {
  /** IP address of the client: of the socket, or what trusted proxies say. Empty when the socket is gone. */
  of(request: IncomingMessage): string;
  /** Whether the connection itself comes from a trusted proxy. */
  isTrusted(request: IncomingMessage): boolean;
}

/** `X-Forwarded-For` longer than this is nobody's. */
const MAX_HEADER = 2_000;

/**
 * Believes `X-Forwarded-For` as far as it was written by trusted proxies, read from its end. Nothing else that a proxy
 * may send is believed: the host is checked as it is, and what is secure follows the public address.
 * @param trusted addresses and networks, such as `10.0.0.0/8`.
 * @throws `VibeDeckError` `CONFIG_INVALID` for what is neither.
 */
export function clientAddresses(trusted: readonly string[]): ClientAddresses {
  const isTrustedAddress = compiled(trusted);
  return {
    of: (request) => {
      const socket = plain(request.socket.remoteAddress ?? "");
      const header = request.headersDistinct["x-forwarded-for"]?.join(",") ?? "";
      if (socket === "" || header === "" || header.length > MAX_HEADER) return socket;
      const address = plain(proxyAddr(request, isTrustedAddress));
      return isIP(address) === 0 ? socket : address;
    },
    isTrusted: (request) => {
      const { remoteAddress } = request.socket;
      return remoteAddress !== undefined && isTrustedAddress(remoteAddress, 0);
    },
  };
}

function compiled(trusted: readonly string[]): (address: string, hop: number) => boolean {
  // Asked first: to the library, names such as "loopback" are networks too.
  if (trusted.every((text) => proxyProblem(text) === undefined)) return proxyAddr.compile([...trusted]);
  throw new VibeDeckError("CONFIG_INVALID", "The list of trusted proxies has something that is no address.", {
    hint: 'Write addresses or networks: "10.0.0.5", "10.0.0.0/8", "fd00::/8".',
  });
}

/** An IPv4 address without the coat that a dual-stack socket gives it. */
function plain(address: string): string {
  return /^::ffff:[0-9.]+$/i.test(address) ? address.slice(7) : address;
}
