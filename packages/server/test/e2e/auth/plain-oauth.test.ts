import { describe, expect, test } from "vitest";
import { noBrowser, openPage, useBrowser } from "../browser/chromium.ts";
import { picture } from "../browser/picture.ts";
import { prompt } from "../support/home.ts";
import { CLIENT } from "../support/identity-provider.ts";
import { PlainProvider } from "../support/plain-provider.ts";
import { SignedDeck } from "../support/signed-deck.ts";
import { choose, cookiesOf, SCREENS } from "./people.ts";

const OF_OCTO = "Feed the cat";

describe.skipIf(noBrowser)("a provider of GitHub's shape: plain OAuth 2, numeric ids, no ID token", () => {
  const browser = useBrowser();

  test.each(SCREENS)(
    "on a %s: signs in whoever is allowed by number, and nobody else (15)",
    { timeout: 60_000 },
    async (screen, options) => {
      const octo = { id: 583_231, login: "octo", name: "Octo Cat" };
      const provider = await PlainProvider.start(octo, { id: 99, login: "583231", name: null });
      const deck = await SignedDeck.prepare({
        users: ["583231", "99"],
        auth: {
          client_id: CLIENT.id,
          client_secret: CLIENT.secret,
          authorize_url: `${provider.url}/login/oauth/authorize`,
          token_url: `${provider.url}/login/oauth/access_token`,
          userinfo_url: `${provider.url}/user`,
          id_claim: "id",
          login_label: "OctoHub",
          allowed_users: ["583231"],
        },
      });
      deck.append("583231", 1, prompt(1, OF_OCTO));
      await deck.start();
      const { page, watch } = await openPage(browser(), deck, options, [provider.url]);
      const signIn = async (login: string): Promise<void> => {
        await page.getByRole("link", { name: "Sign in with OctoHub" }).click();
        await page.getByLabel("Account").fill(login);
        await page.getByRole("button", { name: "Log in" }).click();
      };

      await page.goto("/");
      await signIn("octo");
      await page.getByText(OF_OCTO).first().waitFor();
      await page.getByRole("button", { name: /^Account/ }).click();
      await page.getByText("Octo Cat").first().waitFor();
      await page.keyboard.press("Escape");
      expect(deck.accounts.users.get("583231")).toMatchObject({ subject: "583231", name: "Octo Cat" });

      await choose(page, "Sign out");
      await page.getByRole("heading", { name: "Signed out" }).waitFor();
      await picture(page, `auth-${screen}-signed-out`);
      await page.emulateMedia({ colorScheme: "dark" });
      await picture(page, `auth-${screen}-signed-out-dark`);
      expect(await cookiesOf(page, deck)).toBe("");
      expect(watch.errors).toEqual([]);

      // Who calls themselves by somebody's number is still somebody else.
      await signIn("583231");
      await page.getByRole("heading", { name: "Not signed in" }).waitFor();
      expect(await cookiesOf(page, deck)).toBe("");
      expect(deck.log).not.toMatch(/gho_|client-secret/);
    },
  );
});
