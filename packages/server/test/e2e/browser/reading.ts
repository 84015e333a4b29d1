import type { Locator, Page } from "playwright-core";

/** The marks in the messages of the page, message by message from top to bottom. */
export function shownMarks(page: Page): Promise<string[]> {
  return page
    .locator("vibedeck-transcript [data-id]")
    .evaluateAll((entries) =>
      entries.flatMap((entry) => [...new Set(entry.textContent?.match(/mark-\d{6}/g) ?? [])]),
    );
}

/** The message with a text. */
export function message(page: Page, text: string): Locator {
  return page.locator("vibedeck-transcript [data-id]", { hasText: text });
}

/** The transcript's view. */
export function view(page: Page): Locator {
  return page.getByRole("region", { name: "Transcript" });
}

/** How many pixels are left below what is seen of the transcript. */
export function fromEnd(page: Page): Promise<number> {
  return view(page).evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight);
}

/** How far the transcript is scrolled, in pixels. */
export function scrolled(page: Page): Promise<number> {
  return view(page).evaluate((element) => element.scrollTop);
}

/** Where a message begins, in pixels from the top of the page. */
export async function topOf(page: Page, text: string): Promise<number> {
  return (await message(page, text).first().boundingBox())?.y ?? Number.NaN;
}

/** The row of a session in the list. */
export function row(page: Page, key: string): Locator {
  return page.locator(`[role=listitem][data-key="${key}"]`);
}
