import { type Identity, type RedirectAuthenticator, VibeDeckError } from "@vibedeck/core";

/** A provider that believes everybody: the code says who somebody is. */
export interface FakeProvider extends RedirectAuthenticator {
  /** By code. */
  readonly people: Map<string, Identity>;
}

/** A code that is easy to find again where it must not be. */
export function codeOf(name: string): string {
  return `c0de-of-${name}`;
}

export function fakeProvider(fingerprint: string = "fake"): FakeProvider {
  const people = new Map(
    ["alice", "bob", "carol", "root-of-all"].map((name) => [codeOf(name), person(name)]),
  );
  return {
    kind: "redirect",
    label: "Fake",
    fingerprint,
    people,
    begin: async (callbackUrl, state) => {
      const query = new URLSearchParams({ redirect_uri: callbackUrl, state });
      return { url: `https://provider.example/authorize?${query}`, flow: { nonce: "n0nce" } };
    },
    finish: async ({ url }) => {
      const identity = people.get(new URL(url).searchParams.get("code") ?? "");
      if (identity === undefined) throw new VibeDeckError("SIGN_IN_INVALID", "This is no code of ours.");
      return identity;
    },
  };
}

export function person(name: string, more: Partial<Identity> = {}): Identity {
  return {
    issuer: "https://provider.example",
    subject: `subject-of-${name}`,
    id: name,
    name: `${name} with a name`,
    email: `${name}@mail.example`,
    emailVerified: true,
    ...more,
  };
}
