import { VibeDeckError } from "@vibedeck/core";
import { Disposer, guard, reasonOf } from "@vibedeck/core/host";
import { describe, expect, it } from "vitest";

const forever = new Promise<never>(() => {});

describe("guard", () => {
  it("gives back what the call gives, sync or async", async () => {
    expect(await guard("backend", "check", 1_000, () => 1)).toBe(1);
    expect(await guard("backend", "check", 1_000, async () => 2)).toBe(2);
  });

  it("ends a call that never settles and names owner and operation (249)", async () => {
    await expect(guard('backend "aider"', "check", 5, () => forever)).rejects.toMatchObject({
      name: "VibeDeckError",
      code: "PLUGIN_TIMEOUT",
      message: 'backend "aider" did not finish "check" within 0.005 s.',
    });
  });

  it.each([
    ["an error thrown at once", () => Promise.reject(new Error("no binary")), "no binary"],
    ["a rejection", () => Promise.reject(new RangeError("no binary")), "no binary"],
    ["a string", () => Promise.reject("no binary"), "no binary"],
    ["nothing", () => Promise.reject(undefined), "undefined"],
    [
      "an object without a prototype",
      () => Promise.reject(Object.create(null)),
      "something that cannot be shown",
    ],
  ])("wraps %s as the plugin's (249)", async (_what, call, reason) => {
    await expect(guard("backend", "check", 1_000, call)).rejects.toMatchObject({
      code: "PLUGIN_CALL",
      message: `backend failed in "check": ${reason}`,
    });
  });

  it("lets a VibeDeckError through as it is", async () => {
    const error = new VibeDeckError("NOT_SUPPORTED", "no");

    await expect(guard("backend", "check", 1_000, () => Promise.reject(error))).rejects.toBe(error);
  });

  it("leaves no rejection behind when a call fails after its time is over (249)", async () => {
    let fail = (_error: Error): void => {};
    const late = new Promise<never>((_, reject) => {
      fail = reject;
    });
    await expect(guard("backend", "check", 1, () => late)).rejects.toMatchObject({ code: "PLUGIN_TIMEOUT" });

    fail(new Error("too late"));

    await expect(late).rejects.toThrow("too late");
  });

  it("finds a reason in anything", () => {
    expect(reasonOf(new Error(""))).toBe("Error");
    expect(reasonOf(Symbol("x"))).toBe("Symbol(x)");
  });
});

describe("Disposer", () => {
  it("stops one thing after the other, the last one first, and waits for each", async () => {
    const order: string[] = [];
    const disposer = new Disposer("host");
    disposer.defer("a", () => order.push("a"));
    disposer.own("b", {
      [Symbol.asyncDispose]: async () => {
        order.push("b begins");
        await Promise.resolve();
        order.push("b ends");
      },
    });
    disposer.own("nothing to stop", {});
    disposer.own("c", { [Symbol.dispose]: () => order.push("c") });

    await disposer.dispose();

    expect(order).toEqual(["c", "b begins", "b ends", "a"]);
  });

  it("gives up on one that hangs and stops the rest (249)", async () => {
    const order: string[] = [];
    const disposer = new Disposer("host", 5);
    disposer.defer("first", () => order.push("first"));
    disposer.defer("hanging", () => forever);

    const error = await disposer.dispose().catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ errors: [{ code: "PLUGIN_TIMEOUT" }] });
    expect(error).toBeInstanceOf(AggregateError);
    expect(order).toEqual(["first"]);
  });

  it("stops what comes too late as well", async () => {
    const order: string[] = [];
    const disposer = new Disposer("host");
    await disposer.dispose();

    disposer.defer("late", () => order.push("late"));
    await disposer.dispose();

    expect(order).toEqual(["late"]);
  });
});
