/** Who is asking. Made by the authenticator, or {@link LOCAL_PRINCIPAL} where sign-in is off. */
export interface Principal {
  /** `local`: the single user of a server without sign-in. `user`: somebody who signed in. */
  readonly kind: "local" | "user";
  /** The user id, as {@link Owner} spells it. */
  readonly id: string;
  /** What to show people. */
  readonly name?: string;
  readonly admin?: boolean;
}

/** The user id that owns a session. `undefined` means that it could not be resolved: such a session is withheld. */
export type Owner = string;

/** The owner of everything on a server without sign-in. No sign-in can yield this id. */
export const LOCAL_OWNER = "local";

/** The principal of a server without sign-in. */
export const LOCAL_PRINCIPAL: Principal = Object.freeze({ kind: "local", id: LOCAL_OWNER, name: "You" });

/** What a request may see: a principal, and whether an admin asked to see everybody's sessions. */
export interface Scope {
  readonly principal: Principal;
  /** Only honoured for admins. */
  readonly everyone?: boolean;
}
