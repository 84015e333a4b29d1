import { type AuthPlugin, type AuthRequest, defineAuth, type Identity } from "@vibedeck/core";
import { z } from "zod";
import { headerName } from "./header-name.ts";
import { listOf, onlyValue, plainText } from "./header-value.ts";

/** The keys of `[auth]` with `use = "proxy"`. */
export interface ProxyConfig {
  /** Header that names the user. */
  readonly user_header: string;
  readonly name_header?: string | undefined;
  /** The proxy vouches for the address: it counts as verified. */
  readonly email_header?: string | undefined;
  /** Groups with commas between. */
  readonly groups_header?: string | undefined;
  /** Whom users are bound to: with another value they are other people. */
  readonly issuer: string;
  /** Where the proxy ends its sign-in: a path on this host, or an https address. */
  readonly sign_out_url?: string | undefined;
}

const config: z.ZodType<ProxyConfig> = z.strictObject({
  user_header: headerName,
  name_header: headerName.optional(),
  email_header: headerName.optional(),
  groups_header: headerName.optional(),
  issuer: z.string().min(1).max(200).default("proxy"),
  sign_out_url: z
    .string()
    .max(2_000)
    .refine(isSignOutUrl, 'must be a path on this host, such as "/oauth2/sign_out", or an https address')
    .optional(),
});

/**
 * For people whom a proxy before the server has signed in. It takes the proxy's word, and the proxy's alone: headers
 * on any other connection, and whatever could be two people's words, name nobody.
 */
const proxy: AuthPlugin<ProxyConfig> = defineAuth({
  name: "proxy",
  config,
  create: ({ config }) => {
    const { issuer, user_header, sign_out_url } = config;
    return {
      kind: "request",
      fingerprint: JSON.stringify(["proxy", issuer, user_header]),
      identify: (request) => identityIn(request, config),
      ...(sign_out_url === undefined ? {} : { signOutUrl: async () => sign_out_url }),
    };
  },
});

export default proxy;

function identityIn(request: AuthRequest, config: ProxyConfig): Identity | undefined {
  if (!request.trusted) return undefined;
  const { user_header, name_header, email_header, groups_header, issuer } = config;
  const user = onlyValue(request, user_header);
  if (user === undefined) return undefined;
  const name = name_header === undefined ? undefined : plainText(request, name_header);
  const email = email_header === undefined ? undefined : onlyValue(request, email_header);
  return {
    issuer,
    subject: user,
    id: user,
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email, emailVerified: true }),
    ...(groups_header === undefined ? {} : { groups: listOf(request, groups_header) }),
  };
}

function isSignOutUrl(text: string): boolean {
  if (/[\p{Cc}\\]/u.test(text)) return false;
  if (text.startsWith("/")) return !text.startsWith("//") && URL.canParse(text, "https://deck.invalid");
  return URL.canParse(text) && new URL(text).protocol === "https:";
}
