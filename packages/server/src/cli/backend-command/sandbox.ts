/** The command that the static help has although a backend brings it: the official one for many users. */
export const SANDBOX = "sandbox";
