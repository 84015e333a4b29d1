import { expect, test } from "vitest";
import { ATTEMPTS_A_MINUTE, addressPlaces, attemptLimit, networkOf } from "../../src/auth/attempt-limit.ts";

test("lets 30 attempts of an address through in a minute, and says how long the next has to wait (59)", async () => {
  const { spend } = attemptLimit();

  for (let at = 0; at < ATTEMPTS_A_MINUTE; at++) expect(await spend("192.0.2.1")).toBeUndefined();
  const wait = await spend("192.0.2.1");

  expect(wait).toBeGreaterThan(50);
  expect(wait).toBeLessThanOrEqual(60);
  expect(await spend("192.0.2.2")).toBeUndefined();
});

test("counts a network of IPv6 as one, an IPv4 address as one (59)", async () => {
  const { spend } = attemptLimit();

  for (let at = 0; at < ATTEMPTS_A_MINUTE; at++) await spend(`2001:db8:1:2:${at.toString(16)}::1`);

  expect(await spend("2001:db8:1:2:ffff:ffff:ffff:ffff")).toBeGreaterThan(0);
  expect(await spend("2001:db8:1:3::1")).toBeUndefined();
});

test("writes the network of an address in one way (59)", () => {
  expect(networkOf("192.0.2.1")).toBe("192.0.2.1");
  expect(networkOf("::1")).toBe("0:0:0:0");
  expect(networkOf("2001:db8::1")).toBe("2001:db8:0:0");
  expect(networkOf("2001:0DB8:0:0::9")).toBe("2001:db8:0:0");
  expect(networkOf("1:2:3:4:5:6:7:8")).toBe("1:2:3:4");
  expect(networkOf("fe80::1%eth0")).toBe("fe80:0:0:0");
  expect(networkOf("::ffff:192.0.2.1")).not.toBe(networkOf("::ffff:192.0.2.2"));
  expect(networkOf("")).toBe("");
  expect(networkOf("no address")).toBe("no address");
});

test("needs no more memory for a world of addresses than for 65,536, and nobody knows who shares a place (59)", () => {
  const placeOf = addressPlaces(Buffer.from("one key"));
  const addresses = Array.from(
    { length: 100_000 },
    (_, at) => `10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`,
  );

  const places = new Set(addresses.map(placeOf));

  expect(places.size).toBeGreaterThan(40_000);
  expect([...places].every((place) => Number.isInteger(place) && place >= 0 && place < 65_536)).toBe(true);
  expect(addressPlaces(Buffer.from("another"))("10.0.0.1")).not.toBe(placeOf("10.0.0.1"));
});
