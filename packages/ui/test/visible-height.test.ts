import { afterEach, describe, expect, it, vi } from "vitest";
import { followVisibleHeight } from "../src/app/visible-height.ts";

/** A visual viewport that a keyboard can lie over. */
class FakeViewport extends EventTarget {
  height = 800;
  scale = 1;
  resize(height: number, scale = 1): void {
    this.height = height;
    this.scale = scale;
    this.dispatchEvent(new Event("resize"));
  }
}

describe("a keyboard that lies over the page", () => {
  const set = new Map<string, string>();
  const style = {
    setProperty: (name: string, value: string) => set.set(name, value),
    removeProperty: (name: string) => set.delete(name),
  };

  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it("makes the page as high as what can be seen, until it goes", () => {
    vi.stubGlobal("innerHeight", 800);
    vi.stubGlobal("scrollTo", () => {});
    const viewport = new FakeViewport();
    followVisibleHeight(viewport as unknown as VisualViewport, { style } as unknown as HTMLElement);

    viewport.resize(460);
    expect(set.get("--visible-height")).toBe("460px");
    viewport.resize(760);
    expect(set.size).toBe(0);
    viewport.resize(400, 2);
    expect(set.size).toBe(0);
  });

  it("is nothing where the browser cannot tell", () => {
    expect(() => followVisibleHeight(null, {} as HTMLElement)).not.toThrow();
  });
});
