import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { clientAddresses } from "../../../src/http/client-address.ts";

function request(remoteAddress: string | undefined, ...forwarded: string[]): IncomingMessage {
  const headers = forwarded.length === 0 ? {} : { "x-forwarded-for": forwarded.join(", ") };
  const headersDistinct = forwarded.length === 0 ? {} : { "x-forwarded-for": forwarded };
  const socket = { remoteAddress };
  return { headers, headersDistinct, socket, connection: socket } as unknown as IncomingMessage;
}

const { of, isTrusted } = clientAddresses(["10.0.0.0/8", "192.0.2.7", "fd00::/8"]);

test("believes nothing that a stranger says about where they come from (79)", () => {
  expect(of(request("203.0.113.5", "6.6.6.6"))).toBe("203.0.113.5");
  expect(of(request("203.0.113.5", "10.0.0.1"))).toBe("203.0.113.5");
  expect(clientAddresses([]).of(request("127.0.0.1", "6.6.6.6"))).toBe("127.0.0.1");
  expect(of(request("2001:db8::5", "6.6.6.6"))).toBe("2001:db8::5");
});

test("believes the trusted proxy that is nearest, and those before it (79)", () => {
  expect(of(request("10.0.0.1", "6.6.6.6"))).toBe("6.6.6.6");
  expect(of(request("10.0.0.1", "1.1.1.1, 6.6.6.6"))).toBe("6.6.6.6");
  expect(of(request("10.0.0.1", "1.1.1.1, 6.6.6.6, 10.9.9.9, 192.0.2.7"))).toBe("6.6.6.6");
  expect(of(request("10.0.0.1", "1.1.1.1", "6.6.6.6"))).toBe("6.6.6.6");
  expect(of(request("10.0.0.1", "10.1.1.1, 10.2.2.2"))).toBe("10.1.1.1");
  expect(of(request("fd00::1", "2001:db8::9"))).toBe("2001:db8::9");
  expect(of(request("10.0.0.1"))).toBe("10.0.0.1");
});

test("trusts the address that a connection has, not the one it tells (80)", () => {
  expect(isTrusted(request("10.0.0.1"))).toBe(true);
  expect(isTrusted(request("::ffff:10.0.0.1"))).toBe(true);
  expect(isTrusted(request("192.0.2.8", "10.0.0.1"))).toBe(false);
  expect(isTrusted(request("192.0.2.1", "192.0.2.7"))).toBe(false);
  expect(isTrusted(request(undefined, "10.0.0.1"))).toBe(false);
  expect(isTrusted(request("", "10.0.0.1"))).toBe(false);
  expect(isTrusted(request("fe80::1%eth0", "10.0.0.1"))).toBe(false);
  expect(clientAddresses([]).isTrusted(request("127.0.0.1"))).toBe(false);
});

test("takes the IPv4 address out of what a dual-stack socket calls it (79)", () => {
  expect(of(request("::ffff:203.0.113.5"))).toBe("203.0.113.5");
  expect(of(request("::ffff:10.0.0.1", "6.6.6.6"))).toBe("6.6.6.6");
  expect(of(request("10.0.0.1", "::ffff:6.6.6.6"))).toBe("6.6.6.6");
  expect(of(request("10.0.0.1", "::FFFF:6.6.6.6"))).toBe("6.6.6.6");
});

test("takes the connection's address when a proxy hands on what is none (79)", () => {
  const absurd = [
    "javascript:alert(1)",
    "javascript",
    "unknown",
    "_hidden",
    "",
    " ",
    ",",
    ",,,,",
    "6.6.6.6:80",
    "[2001:db8::1]:80",
    "6.6.6",
    "06.6.6.6",
    "0x06060606",
    "6.6.6.6/8",
    "999.1.1.1",
    "1.1.1.1, evil",
    "for=6.6.6.6",
    "\u0000",
    '"6.6.6.6"',
    "localhost",
    "__proto__",
    "loopback",
  ];

  for (const text of absurd)
    expect({ text, of: of(request("10.0.0.1", text)) }).toEqual({ text, of: "10.0.0.1" });
});

test("is quick and unmoved by endless lists (79)", () => {
  const began = performance.now();

  expect(of(request("10.0.0.1", "6.6.6.6,".repeat(10_000)))).toBe("10.0.0.1");
  expect(of(request("10.0.0.1", "10.0.0.1,".repeat(10_000)))).toBe("10.0.0.1");
  expect(of(request("10.0.0.1", ` ${" ".repeat(100_000)}x`))).toBe("10.0.0.1");
  expect(of(request("10.0.0.1", ...Array<string>(10_000).fill("6.6.6.6")))).toBe("10.0.0.1");

  expect(performance.now() - began).toBeLessThan(500);
});

test("always gives an address, and never throws (79)", () => {
  const piece = fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.constantFrom("10.0.0.1", "fe80::1%eth0", "::ffff:10.0.0.1", "::ffff:a00:1", "", "x", ":", "%"),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), fc.constantFrom(",", ", ", " , "), (all, comma) => {
      return isIP(of(request("10.0.0.1", all.join(comma)))) !== 0;
    }),
    { numRuns: 1_000 },
  );
  expect(of(request(undefined, "6.6.6.6"))).toBe("");
});

test("refuses trusted proxies that are no addresses, names of ranges and everybody (80)", () => {
  for (const bad of [
    "",
    "proxy.example",
    "10.0.0.0/33",
    "10.0.0.0/x",
    "10.0.0.0/",
    "0.0.0.0/0",
    "::/0",
    "*",
    "loopback",
  ]) {
    expect(() => clientAddresses(["10.0.0.1", bad]), bad).toThrowError(
      expect.objectContaining({ code: "CONFIG_INVALID" }),
    );
  }
});
