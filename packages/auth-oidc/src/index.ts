import { type AuthPlugin, defineAuth } from "@vibedeck/core";
import { createAuthenticator } from "./authenticator.ts";
import { configSchema, type OidcConfig } from "./config.ts";

export type { OidcConfig } from "./config.ts";

/** Sign-in with any OAuth 2 or OpenID Connect provider. */
export const oidc: AuthPlugin<OidcConfig> = defineAuth({
  name: "oidc",
  config: configSchema,
  create: (context) => createAuthenticator(context),
});

export default oidc;
